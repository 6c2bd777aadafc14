//! Webhooks: for each a function that proves a request to be the vendor's and gives its payload.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::auth::Inbound;
use super::client::duration;
use super::docs;
use super::groups::Groups;
use super::ident::ident;
use super::rust_type::{Naming, codec, is_plain, rust_type};
use super::tree::Module;
use crate::api::{Api, Held, KnownAnswer, RequestPart, Type, ValueKind, Webhook, WebhookTimeForm};

/// The module; `None` when the API has no webhooks.
pub(super) fn module<'a>(api: &'a Api, groups: &Groups<'_>) -> Option<Module<'a>> {
    if api.webhooks.is_empty() {
        return None;
    }
    let module =
        Module::new("webhooks", "Requests that the API sends, and the proof that they are its own.", || {
            api.webhooks.iter().map(|webhook| items(api, webhook)).collect()
        });
    let features = groups.features(&groups.of_webhooks());
    Some(Module { public: true, ..module }.with_features(features))
}

fn items(api: &Api, webhook: &Webhook) -> TokenStream {
    let inbound = Inbound::new(api, webhook);
    if webhook.expected.is_none() {
        return read(&inbound);
    }
    let (verify, values) = (verify(&inbound), inbound.items());
    quote!(#verify #values)
}

/// The function for a webhook of which nothing proves the sender.
fn read(inbound: &Inbound<'_>) -> TokenStream {
    let webhook = inbound.webhook;
    let name = format_ident!("read_{}", webhook.rust.trim_end_matches('_'));
    let arguments = inbound.arguments();
    let mut lines =
        docs::text(&webhook.doc, &format!("Gives the payload of the webhook `{}`.", webhook.name));
    lines.extend([
        String::new(),
        "Nothing proves who sent the request: no signature is described.".to_owned(),
    ]);
    let (docs, deprecated) = (docs::lines(lines), docs::deprecated(&webhook.doc));
    let output = output(inbound.api, &webhook.payload);
    let (wrapper, payload) = payload(inbound, &output);
    quote! {
        #docs
        #deprecated
        pub fn #name(#(#arguments),*) -> Result<#output, runtime::WebhookError> {
            #wrapper
            #payload
        }
    }
}

fn verify(inbound: &Inbound<'_>) -> TokenStream {
    let (api, webhook) = (inbound.api, inbound.webhook);
    let name = format_ident!("verify_{}", webhook.rust.trim_end_matches('_'));
    let (function, arguments, passed, request) =
        (inbound.function(), inbound.arguments(), inbound.passed(), inbound.request());
    let mut lines =
        docs::text(&webhook.doc, &format!("Verifies the webhook `{}` and gives its payload.", webhook.name));
    lines.extend([
        String::new(),
        "An error means that the request is not to be believed; none of them shows a secret or a signature."
            .to_owned(),
    ]);
    let (docs, deprecated) = (docs::lines(lines), docs::deprecated(&webhook.doc));
    let time = webhook.timestamp.as_ref().map(|time| {
        let tolerance = duration(time.tolerance);
        let form = ident(match time.form {
            WebhookTimeForm::UnixSeconds => "UnixSeconds",
            WebhookTimeForm::UnixMillis => "UnixMillis",
            WebhookTimeForm::Rfc3339 => "Rfc3339",
        });
        quote!(#request.check_time(&values_.time_, webhook::Timestamp::#form, #tolerance)?;)
    });
    let output = output(api, &webhook.payload);
    let (wrapper, payload) = payload(inbound, &output);
    quote! {
        #docs
        #deprecated
        pub fn #name(#(#arguments),*) -> Result<#output, runtime::WebhookError> {
            #wrapper
            let values_ = #function(#(#passed),*)?;
            webhook::check_signature(&values_.received_, &values_.expected_)?;
            #time
            #payload
        }
    }
}

fn output(api: &Api, payload: &Held) -> TokenStream {
    match payload {
        Held::Json(ty) => rust_type(api, ty, Naming::Qualified),
        Held::Text => quote!(String),
        Held::Bytes | Held::Nothing => quote!(Vec<u8>),
    }
}

/// What reads a payload that serde alone would read otherwise, and the payload.
fn payload(inbound: &Inbound<'_>, output: &TokenStream) -> (Option<TokenStream>, TokenStream) {
    let request = inbound.request();
    let payload = match &inbound.webhook.payload {
        Held::Json(ty) if is_plain(ty) => quote!(#request.json()),
        Held::Json(ty) => {
            let decoded = quote!(#request.json::<Payload>().map(|payload| payload.0));
            return (Some(wrapper(inbound, ty, output)), decoded);
        }
        Held::Text => quote!(#request.text().map(str::to_owned)),
        Held::Bytes | Held::Nothing => quote!(Ok(#request.body().to_vec())),
    };
    (None, payload)
}

fn wrapper(inbound: &Inbound<'_>, ty: &Type, output: &TokenStream) -> TokenStream {
    let codec = codec(inbound.api, ty);
    quote! {
        struct Payload(#output);
        impl<'de> serde::Deserialize<'de> for Payload {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <#codec as codec::Codec>::decode(deserializer).map(Self)
            }
        }
    }
}

/// One test per known answer.
pub(super) fn tests(api: &Api) -> TokenStream {
    let of_webhook = |webhook| {
        let inbound = Inbound::new(api, webhook);
        let answers = webhook.scheme.known_answers.iter().enumerate();
        let tests = answers.filter(|(_, answer)| !answer.expect.is_empty());
        tests.map(|(index, answer)| test(&inbound, index, answer)).collect::<TokenStream>()
    };
    api.webhooks.iter().map(of_webhook).collect()
}

fn test(inbound: &Inbound<'_>, index: usize, answer: &KnownAnswer) -> TokenStream {
    let webhook = inbound.webhook;
    let name = format_ident!("webhook_{}_known_answer_{}", webhook.rust.trim_end_matches('_'), index + 1);
    let function = inbound.function();
    let credentials = webhook.credentials.iter().zip(inbound.credentials()).map(|(index, credential)| {
        let text = answer.credentials.iter().find(|(of, _)| of == index).map_or("", |(_, text)| text);
        if credential.secret { quote!(&runtime::Secret::from(#text)) } else { quote!(#text) }
    });
    let request = request(answer);
    let expectations = answer.expect.iter().filter_map(|(index, text)| {
        let computed = webhook.scheme.values.get(*index)?;
        let name = ident(&computed.rust);
        Some(match computed.template.kind {
            ValueKind::Bytes => quote!(assert_eq!(values.#name, #text.as_bytes());),
            _ => quote!(assert_eq!(values.#name, #text);),
        })
    });
    quote! {
        #[test]
        fn #name() {
            let values = webhooks::#function(#(#credentials,)* &#request).expect("the values");
            #(#expectations)*
        }
    }
}

fn request(answer: &KnownAnswer) -> TokenStream {
    let part = |part: RequestPart| {
        let found = answer.request.iter().find(|(of, _)| *of == part);
        found.map(|(_, text)| text.as_str()).unwrap_or_default()
    };
    let body = part(RequestPart::Body);
    let method = Some(part(RequestPart::Method))
        .filter(|text| !text.is_empty())
        .map(|text| quote!(.with_method(#text)));
    let (url, path, query) = (part(RequestPart::Url), part(RequestPart::Path), part(RequestPart::Query));
    let uri = if url.is_empty() { path } else { url };
    let uri = if query.is_empty() { uri.to_owned() } else { format!("{uri}?{query}") };
    let uri = (!uri.is_empty()).then(|| quote!(.with_uri(#uri)));
    let host =
        Some(part(RequestPart::Host)).filter(|text| !text.is_empty()).map(|text| quote!(("host", #text)));
    let headers = answer.headers.iter().map(|(name, value)| quote!((#name, #value))).chain(host);
    let headers: Vec<_> = headers.collect();
    let headers = (!headers.is_empty()).then(|| quote!(.with_headers([#(#headers),*])));
    quote!(runtime::WebhookRequest::new(#body.as_bytes()) #method #uri #headers)
}
