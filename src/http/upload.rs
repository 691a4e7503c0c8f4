//! A file as the body of a request: small enough, of a kind that is taken, and really of that kind. What a client says
//! of a file is not believed: its first bytes decide.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use file_format::FileFormat;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;

use super::body::{BodyDigest, RECEIVE};
use super::pdf::{self, Look};
use crate::problem::{Code, Problem};
use crate::secrets::sha256;

/// The largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;

/// The kinds that are taken.
const KINDS: [(&str, FileFormat); 3] = [
    ("application/pdf", FileFormat::PortableDocumentFormat),
    ("image/png", FileFormat::PortableNetworkGraphics),
    ("image/jpeg", FileFormat::JointPhotographicExpertsGroup),
];

/// An uploaded file that was judged.
pub struct Upload {
    pub media_type: &'static str,
    pub content: Vec<u8>,
    pub sha256: [u8; 32],
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let payload = payload.take();
        Box::pin(async move {
            let said = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            let kind = kind_of(said).ok_or_else(|| Problem::new(Code::FileNotTaken))?;
            let received = tokio::time::timeout(RECEIVE, receive(payload)).await;
            let content = received.map_err(|_| Problem::new(Code::MalformedBody))??;
            let upload = web::block(move || judge(kind, content)).await.map_err(Problem::internal)??;
            request.extensions_mut().insert(BodyDigest(upload.sha256));
            Ok(upload)
        })
    }
}

fn kind_of(media_type: &str) -> Option<(&'static str, FileFormat)> {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    KINDS.into_iter().find(|(name, _)| *name == essence)
}

async fn receive(mut payload: Payload) -> Result<Vec<u8>, Problem> {
    let mut content = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::new(Code::MalformedBody))?;
        if content.len() + chunk.len() > LARGEST {
            return Err(Problem::new(Code::BodyTooLarge).with("maximumBytes", LARGEST));
        }
        content.extend_from_slice(&chunk);
    }
    Ok(content.to_vec())
}

fn judge((media_type, format): (&'static str, FileFormat), content: Vec<u8>) -> Result<Upload, Problem> {
    if FileFormat::from_bytes(&content) != format {
        return Err(Problem::new(Code::FileNotTaken));
    }
    let found = if format == FileFormat::PortableDocumentFormat { pdf::look(&content) } else { Look::Plain };
    match found {
        Look::Plain => {}
        Look::Active => {
            return Err(Problem::new(Code::FileNotTaken).detail(
                "In dit PDF-bestand zitten scripts, bijlagen of formulieren die iets versturen. Stuur het zonder.",
                "This PDF carries scripts, attachments or forms that send something. Send it without them.",
            ));
        }
        Look::Hidden => {
            return Err(Problem::new(Code::FileNotTaken).detail(
                "Dit PDF-bestand is beveiligd of zo ingepakt dat we niet zien wat erin zit. Sla het opnieuw op als gewone \
                 PDF, zonder wachtwoord.",
                "This PDF is protected, or packed so that we can't see what is in it. Save it anew as a plain PDF, without \
                 a password.",
            ));
        }
    }
    Ok(Upload { media_type, sha256: sha256(&content), content })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(media_type: &str, content: &[u8]) -> Result<Upload, Problem> {
        let kind = kind_of(media_type).ok_or_else(|| Problem::new(Code::FileNotTaken))?;
        judge(kind, content.to_vec())
    }

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        assert!(judged("application/pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF").is_ok());
        assert!(judged("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_ok());
        assert!(judged("image/png", b"%PDF-1.7").is_err());
        assert!(judged("application/pdf", b"MZ\x90\0").is_err());
        assert!(judged("application/pdf", b"<html>%PDF-1.7").is_err());
        assert!(judged("application/zip", b"PK\x03\x04").is_err());
    }
}
