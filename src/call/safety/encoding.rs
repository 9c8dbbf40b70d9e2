use sha2::{Digest, Sha256};

/// Fields one after the other, each behind its length: no two different rows of fields are the same bytes.
pub(super) fn encode(fields: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend((field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field);
    }
    bytes
}

/// SHA-256 of these fields.
pub(super) fn digest(fields: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(encode(fields)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_field_ends_is_part_of_it() {
        let rows: [&[&[u8]]; 6] = [&[], &[b""], &[b"", b""], &[b"ab", b"c"], &[b"a", b"bc"], &[b"abc"]];
        for (i, one) in rows.iter().enumerate() {
            for other in &rows[i + 1..] {
                assert_ne!(encode(one), encode(other));
            }
        }
        assert_eq!(encode(&[b"ab"]), b"\0\0\0\0\0\0\0\x02ab");
    }
}
