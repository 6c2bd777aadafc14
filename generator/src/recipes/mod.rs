//! The recipes that are shipped with the generator: schemes, token sources and webhooks in the spec language itself, each
//! beside the page that it follows. A spec uses one with `recipe: NAME` and `with: { parameter: template }`.
//!
//! Their known answers are published ones where the vendor or the RFC has any; the tests here compute all of them.

/// A recipe.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recipe {
    /// Its name.
    pub(crate) name: &'static str,
    /// The file.
    pub(crate) text: &'static str,
}

macro_rules! recipe {
    ($name:literal) => {
        Recipe { name: $name, text: include_str!(concat!($name, ".yaml")) }
    };
}

/// All recipes, by name.
pub(crate) static ALL: [Recipe; 35] = [
    recipe!("aliyun_acs3"),
    recipe!("aliyun_rpc"),
    recipe!("aws_sigv4"),
    recipe!("aws_sigv4_s3"),
    recipe!("github_webhook"),
    recipe!("hawk"),
    recipe!("hawk_payload"),
    recipe!("http_digest"),
    recipe!("http_digest_challenge"),
    recipe!("http_digest_sha256"),
    recipe!("http_digest_sha256_challenge"),
    recipe!("oauth1"),
    recipe!("oauth2_client_credentials"),
    recipe!("oauth2_client_credentials_body"),
    recipe!("oauth2_client_credentials_jwt"),
    recipe!("oauth2_jwt_bearer"),
    recipe!("oauth2_password"),
    recipe!("oauth2_password_body"),
    recipe!("oauth2_password_jwt"),
    recipe!("oauth2_refresh_token"),
    recipe!("oauth2_refresh_token_body"),
    recipe!("oauth2_refresh_token_jwt"),
    recipe!("rfc9421_hmac"),
    recipe!("shopify_webhook"),
    recipe!("slack_webhook"),
    recipe!("standard_webhooks"),
    recipe!("stripe_webhook"),
    recipe!("svix_webhook"),
    recipe!("tencent_tc3"),
    recipe!("webhook_hmac_base64"),
    recipe!("webhook_hmac_hex"),
    recipe!("wechat_pay_v2"),
    recipe!("wechat_pay_v2_form"),
    recipe!("wechat_pay_v2_hmac"),
    recipe!("wechat_pay_v2_json"),
];

#[cfg(test)]
mod tests;
