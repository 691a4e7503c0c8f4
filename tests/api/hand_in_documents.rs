//! Documents of hand-ins: what a PDF carries is looked for, also in the object streams that word processors write.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use reqwest::Method;
use serde_json::json;

use crate::support::World;

/// A PDF whose objects are packed.
fn packed(objects: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(objects.as_bytes()).unwrap();
    let content = encoder.finish().unwrap();
    with_objects(&content)
}

fn with_objects(content: &[u8]) -> Vec<u8> {
    let begin = format!(
        "%PDF-1.7\n4 0 obj\n<< /Type /ObjStm /N 2 /First 9 /Filter /FlateDecode /Length {} >>\nstream\n",
        content.len()
    );
    [begin.as_bytes(), content, b"\nendstream\nendobj\n%%EOF"].concat()
}

#[tokio::test]
async fn a_pdf_with_attachments_or_forms_that_send_is_not_taken_however_it_is_packed() {
    let world = World::new().await;
    let one = &world.practitioner;
    let made = one.post("/v1/portfolios", &json!({ "title": "Portfolio" })).await;
    let path = made.header("location").to_owned();
    made.expect(201);
    let put = async |content: Vec<u8>| {
        let upload = one.request(Method::PUT, &format!("{path}/document"));
        let upload = upload.header("if-match", one.etag(&path).await).header("content-type", "application/pdf");
        one.send(upload.body(content)).await
    };
    for part in [
        "<< /Names << /EmbeddedFiles 3 0 R >> >>",
        "<< /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>",
        "<< /A << /S /SubmitForm /F (https://voorbeeld.example) >> >>",
        "<< /A << /S /ImportData /F (a.fdf) >> >>",
    ] {
        put(format!("%PDF-1.7\n1 0 obj\n{part}\nendobj\n%%EOF").into_bytes()).await.problem(415, "file-not-taken");
        put(packed(&format!("5 0 6 20 << /Type /Page >> {part}"))).await.problem(415, "file-not-taken");
    }
    let sealed = put(with_objects(b"sealed by a password")).await.problem(415, "file-not-taken");
    assert!(sealed["detail"].as_str().unwrap().contains("wachtwoord"), "{sealed}");
    put(packed("5 0 6 20 << /Type /Page >> << /Type /Catalog /Pages 5 0 R >>")).await.expect(200);
}
