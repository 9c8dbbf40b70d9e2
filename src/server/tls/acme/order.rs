use super::Wanted;
use super::http::Client;
use super::store::Store;
use crate::server::tls::Certificates;
use crate::server::tls::certificates::Answer;
use instant_acme::{
    Account, AuthorizationStatus, ChallengeType, Error, Identifier, NewAccount, NewOrder, Order, OrderStatus,
    RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, DistinguishedName, KeyPair};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;
use std::time::Duration;

/// How long the authority may take to look at the names, and then to sign.
const PATIENCE: RetryPolicy = RetryPolicy::new().timeout(Duration::from_secs(120));

/// How an authority says that it has no such account (RFC 8555, section 6.7).
const FORGOTTEN: &str = "urn:ietf:params:acme:error:accountDoesNotExist";

/// A new certificate and its key, in PEM.
///
/// # Errors
/// Why there is none.
pub async fn order(
    wanted: &Wanted,
    client: &Client,
    store: &Store,
    certificates: &Certificates,
) -> Result<String, String> {
    let mut order = begun(wanted, client, store).await?;
    let answers = answer(&mut order, certificates).await?;
    match order.poll_ready(&PATIENCE).await {
        Ok(OrderStatus::Ready) => {}
        Ok(_) => return Err(refusal(&mut order, "it does not say why".to_owned()).await),
        Err(Error::Api(problem)) => return Err(refusal(&mut order, problem.to_string()).await),
        Err(error) => return Err(said(error)),
    }
    drop(answers);
    let (key, request) = request(wanted).map_err(|error| format!("no request can be written: {error}"))?;
    order.finalize_csr(&request).await.map_err(said)?;
    let chain = order.poll_certificate(&PATIENCE).await.map_err(said)?;
    Ok(key + &chain)
}

/// By the account of before; by a new one where there is none, or where the authority has forgotten it.
async fn begun(wanted: &Wanted, client: &Client, store: &Store) -> Result<Order, String> {
    let names: Vec<_> = wanted.domains.iter().map(|domain| Identifier::Dns(domain.to_string())).collect();
    let names = NewOrder::new(&names);
    if let Some(credentials) = store.account()? {
        let builder = Account::builder_with_http(Box::new(client.clone()));
        let account = builder.from_credentials(credentials).await.map_err(said)?;
        match account.new_order(&names).await {
            Err(Error::Api(problem)) if problem.r#type.as_deref() == Some(FORGOTTEN) => {
                tracing::warn!("the authority has forgotten the account: here is a new one");
            }
            order => return order.map_err(said),
        }
    }
    new_account(wanted, client, store).await?.new_order(&names).await.map_err(said)
}

async fn new_account(wanted: &Wanted, client: &Client, store: &Store) -> Result<Account, String> {
    let builder = Account::builder_with_http(Box::new(client.clone()));
    let contact: Vec<_> = wanted.contact.iter().map(String::as_str).collect();
    let new = NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) = builder.create(&new, wanted.directory.clone(), None).await.map_err(said)?;
    store.keep_account(&credentials)?;
    Ok(account)
}

/// Answers the challenge of every name that the authority has not seen to be ours lately. The answers stand as long as
/// what is returned.
async fn answer(order: &mut Order, certificates: &Certificates) -> Result<Vec<Answer>, String> {
    let mut answers = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization.map_err(said)?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization
            .challenge(ChallengeType::TlsAlpn01)
            .ok_or("the authority does not look at names by TLS-ALPN-01")?;
        let name = challenge.identifier().to_string();
        let proof = proof(&name, challenge.key_authorization().digest().as_ref())
            .map_err(|error| format!("no answer for {name} can be written: {error}"))?;
        answers.push(certificates.answer(&name, proof));
        challenge.set_ready().await.map_err(said)?;
    }
    Ok(answers)
}

/// The certificate that answers a challenge (RFC 8737, section 3).
fn proof(name: &str, digest: &[u8]) -> Result<CertifiedKey, Box<dyn std::error::Error>> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new([name.to_owned()])?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let chain = vec![params.self_signed(&key)?.into()];
    let key = PrivateKeyDer::try_from(key.serialize_der())?;
    // `from_der` compares key and certificate, and takes none with an extension that is critical and strange to it.
    Ok(CertifiedKey::new(chain, default_provider().key_provider.load_private_key(key)?))
}

/// A new key, in PEM, and what the authority is to sign.
fn request(wanted: &Wanted) -> Result<(String, Vec<u8>), rcgen::Error> {
    let key = KeyPair::generate()?;
    let names: Vec<_> = wanted.domains.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = DistinguishedName::new();
    let request = params.serialize_request(&key)?;
    Ok((key.serialize_pem(), request.der().to_vec()))
}

/// What the authority did not like, name by name; `otherwise` where it does not go into that.
async fn refusal(order: &mut Order, otherwise: String) -> String {
    let mut problems = Vec::new();
    let mut authorizations = order.authorizations();
    while let Some(Ok(mut authorization)) = authorizations.next().await {
        let Ok(state) = authorization.refresh().await else { continue };
        let problem = state.challenges.iter().find_map(|challenge| challenge.error.as_ref());
        if let Some(problem) = problem {
            let detail = problem.detail.clone().unwrap_or_else(|| problem.to_string());
            problems.push(format!("{}: {detail}", state.identifier()));
        }
    }
    let problems = if problems.is_empty() { otherwise } else { problems.join("; ") };
    format!("the authority refuses: {problems}")
}

/// What went wrong, with what that came from: "client error (Connect)" alone helps nobody.
fn said(error: Error) -> String {
    let mut sentence = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(deeper) = cause {
        sentence = format!("{sentence}: {deeper}");
        cause = deeper.source();
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_to_a_challenge_is_for_that_name_and_has_the_digest_in_it() {
        let digest = [7; 32];
        let proof = proof("chat.example.org", &digest).unwrap();
        let certificate = &proof.cert[0];
        // id-pe-acmeIdentifier, critical, and an octet string in an octet string (RFC 8737, section 3).
        let extension = [&[6, 8, 43, 6, 1, 5, 5, 7, 1, 31, 1, 1, 255, 4, 34, 4, 32], &digest[..]].concat();
        assert!(certificate.windows(extension.len()).any(|window| window == extension));
        assert!(certificate.windows(16).any(|window| window == b"chat.example.org"));
    }
}
