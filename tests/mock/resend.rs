//! A JSON API. Run by `.ci/mock`.
//!
//! document: resend.yaml
//! paths: /emails /emails/{email_id} /domains /domains/{domain_id} /api-keys
