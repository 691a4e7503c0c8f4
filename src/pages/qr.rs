//! Draws the QR code that an authenticator app scans. The address with the secret comes in the body, so that it stands
//! in no log, and nothing of it is kept.

use actix_web::{HttpResponse, Resource, web};
use qrcode::render::svg::Color;
use qrcode::{EcLevel, QrCode};

use crate::http::Answer;
use crate::problem::{Problem, Violation};

/// More than any address of ours; a QR code would hold twice as much.
const MAXIMUM_BYTES: usize = 1024;
const PIXELS: u32 = 240;

/// POST with the text to draw.
pub(super) fn resource() -> Resource {
    web::resource("/pages/qr-code").app_data(web::PayloadConfig::new(MAXIMUM_BYTES)).route(web::post().to(draw))
}

async fn draw(text: String) -> Answer {
    // Only what our own page asks for: this is no drawing service for the world.
    if !text.starts_with("otpauth://totp/") {
        return Err(refused());
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(|_| refused())?;
    let picture = code.render::<Color<'_>>().min_dimensions(PIXELS, PIXELS).build();
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(picture))
}

fn refused() -> Problem {
    Problem::invalid(vec![Violation::body(
        "",
        "pattern",
        "Stuur een adres dat met 'otpauth://totp/' begint.",
        "Send an address that starts with 'otpauth://totp/'.",
    )])
}
