//! Mail: by SMTP in production, as files in a folder while developing.

use std::path::Path;

use anyhow::Context as _;
use lettre::message::header::ContentType;
use lettre::message::{MultiPart, SinglePart};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use secrecy::ExposeSecret;

use crate::config::ServiceConfig;

/// Where mails go.
pub enum Mailer {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

/// A mail to one person.
pub struct Mail {
    pub to: (String, String),
    pub subject: String,
    pub text: String,
}

/// A file that goes with a mail.
pub struct Attachment {
    pub name: String,
    pub media_type: &'static str,
    pub content: Vec<u8>,
}

/// How long a mail may take: well below the minute after which it is tried again.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(12);

impl Mailer {
    pub fn new(config: &ServiceConfig) -> anyhow::Result<Self> {
        match &config.smtp_url {
            Some(url) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret())
                    .context("SMTP_URL is not a mail server's address")?;
                Ok(Self::Smtp(transport.timeout(Some(std::time::Duration::from_secs(8))).build()))
            }
            None => Self::folder(&config.mail_folder),
        }
    }

    fn folder(path: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(path).with_context(|| format!("can't make the mail folder {}", path.display()))?;
        Ok(Self::Folder(AsyncFileTransport::new(path)))
    }

    /// Sends a mail, with files if there are any.
    pub async fn send(&self, from: &str, mail: Mail, files: Vec<Attachment>) -> anyhow::Result<()> {
        let message = message(from, mail, files)?;
        match self {
            Self::Smtp(transport) => {
                let sent = tokio::time::timeout(PATIENCE, transport.send(message)).await;
                sent.context("the mail server did not answer in time")?.map(|_| ()).context("the mail server refused")
            }
            Self::Folder(transport) => transport.send(message).await.map(|_| ()).context("the mail was not written"),
        }
    }
}

fn message(from: &str, mail: Mail, files: Vec<Attachment>) -> anyhow::Result<Message> {
    let (name, address) = mail.to;
    let message = Message::builder()
        .from(from.parse().context("MAIL_FROM is not an address")?)
        .to(lettre::message::Mailbox::new(Some(name), address.parse()?))
        .subject(mail.subject);
    if files.is_empty() {
        return Ok(message.header(ContentType::TEXT_PLAIN).body(mail.text)?);
    }
    let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(mail.text));
    for file in files {
        let media_type = ContentType::parse(file.media_type).context("a file of no media type")?;
        parts = parts.singlepart(lettre::message::Attachment::new(file.name).body(file.content, media_type));
    }
    Ok(message.multipart(parts)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(files: Vec<Attachment>) -> String {
        let to = ("Welzijn De Verzinsels".to_owned(), "facturen@welzijn.example".to_owned());
        let mail = Mail { to, subject: "Factuur".into(), text: "Eén factuur.\n".into() };
        String::from_utf8(message("Samen Leren <post@samenleren.example>", mail, files).unwrap().formatted()).unwrap()
    }

    #[test]
    fn a_mail_without_files_is_plain_text() {
        let mail = written(Vec::new());
        assert!(mail.contains("Content-Type: text/plain") && !mail.contains("multipart"), "{mail}");
    }

    #[test]
    fn files_go_with_their_names_and_kinds() {
        let file = |name: &str, media_type, content: &[u8]| Attachment {
            name: name.to_owned(),
            media_type,
            content: content.to_vec(),
        };
        let files = vec![file("a.pdf", "application/pdf", b"%PDF-\xff"), file("a.xml", "application/xml", b"<a/>")];
        let mail = written(files);
        for told in ["multipart/mixed", "text/plain; charset=utf-8", "application/pdf", "application/xml", "\"a.xml\""]
        {
            assert!(mail.contains(told), "{told}: {mail}");
        }
    }
}
