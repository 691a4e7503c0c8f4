//! Where features register their operations: at a server that answers them, or at the document that describes them.
//! Describing takes much longer than serving, so a server does not do both.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig as Described;

/// What operations are registered at.
pub enum Routes<'r, 'd> {
    Serve(&'r mut web::ServiceConfig),
    Document(&'r mut Described<'d>),
}

impl Routes<'_, '_> {
    /// Registers an operation.
    pub fn service<F: HttpServiceFactory + OpenApiFactory + 'static>(&mut self, operation: F) -> &mut Self {
        match self {
            Self::Serve(config) => {
                config.service(operation);
            }
            Self::Document(config) => {
                config.service(operation);
            }
        }
        self
    }

    /// Registers what a feature offers.
    pub fn configure(&mut self, feature: impl FnOnce(&mut Self)) -> &mut Self {
        feature(self);
        self
    }
}
