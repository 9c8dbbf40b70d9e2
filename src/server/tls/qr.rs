use fast_qr::{ECL, QRBuilder};

/// Light around the code, without which readers do not find it (ISO/IEC 18004, section 9.1).
const MARGIN: usize = 4;

/// A QR code of this text in characters, each two modules high, for a terminal with light letters on a dark ground;
/// `None` when the text is too long for one.
pub fn qr(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let light = |row: usize, column: usize| {
        let inside = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < code.size);
        inside(row).zip(inside(column)).is_none_or(|(row, column)| !code[row][column].value())
    };
    let whole = code.size + 2 * MARGIN;
    let line = |row: usize| {
        (0..whole).map(move |column| match (light(row, column), row + 1 < whole && light(row + 1, column)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        })
    };
    Some((0..whole).step_by(2).flat_map(|row| line(row).chain(['\n'])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a camera reads.
    fn read(drawn: &str) -> String {
        let lines: Vec<Vec<char>> = drawn.lines().map(|line| line.chars().collect()).collect();
        let is_light = |x: usize, y: usize| match lines[y / 2][x] {
            '█' => true,
            '▀' => y.is_multiple_of(2),
            '▄' => !y.is_multiple_of(2),
            _ => false,
        };
        // Three pixels for a module.
        let shade = |x: usize, y: usize| if is_light(x / 3, y / 3) { 255 } else { 0 };
        let (width, height) = (3 * lines[0].len(), 6 * lines.len());
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, shade);
        image.detect_grids()[0].decode().expect("a code").1
    }

    #[test]
    fn a_camera_reads_what_was_written() {
        for text in ["https://192.168.1.5:3000", "https://[2001:db8::1234:5678:9abc]:65535"] {
            let drawn = qr(text).unwrap();
            assert_eq!(read(&drawn), text);
            assert!(drawn.lines().all(|line| line.chars().count() < 60), "it fits a terminal:\n{drawn}");
        }
    }

    #[test]
    fn too_much_is_told() {
        assert_eq!(qr(&"x".repeat(5_000)), None);
    }
}
