//! A vendor's published signatures, as tests of the pure functions.
//!
//! They are emitted with `unwrap` and `assert_eq!`, which no other code is: that is how a test says that it fails.

use crate::emit::tokens::{TokenStream, format_ident, quote};

use super::derived::{Given, GivenOf};
use super::scheme::Plan;
use crate::api::{Api, KnownAnswer, RequestPart, ValueKind};
use crate::emit::credentials::{is_outbound, setter_name};
use crate::emit::ident::ident;

/// One test per known answer.
pub(in crate::emit) fn tests(api: &Api) -> TokenStream {
    if !super::is_used(api) {
        return TokenStream::new();
    }
    let plans = api.schemes.iter().map(|scheme| Plan::new(api, scheme));
    plans.flat_map(|plan| of_scheme(&plan)).collect()
}

fn of_scheme(plan: &Plan<'_>) -> Vec<TokenStream> {
    let answers = plan.scheme.known_answers.iter().enumerate();
    answers
        .filter(|(_, answer)| !answer.expect.is_empty())
        .map(|(index, answer)| test(plan, index, answer))
        .collect()
}

fn test(plan: &Plan<'_>, index: usize, answer: &KnownAnswer) -> TokenStream {
    let name = format_ident!("{}_known_answer_{}", ident(&plan.scheme.rust), index + 1);
    let (given, function) = (plan.given_type(), plan.values_function());
    let fields = plan.given_fields();
    let make_credentials = fields
        .iter()
        .any(|field| matches!(field.of, GivenOf::Credentials))
        .then(|| self::credentials(plan, answer));
    let values = fields.iter().map(|field| {
        let (name, value) = (&field.name, given_value(plan, answer, field));
        quote!(#name: #value)
    });
    let expectations = answer.expect.iter().filter_map(|(index, text)| {
        let computed = plan.scheme.values.get(*index).filter(|computed| !computed.fresh)?;
        let name = ident(&computed.rust);
        Some(match computed.template.kind {
            ValueKind::Bytes => quote!(assert_eq!(values.#name, #text.as_bytes());),
            _ => quote!(assert_eq!(values.#name, #text);),
        })
    });
    let unwrap = plan.values_fail().then(|| quote!(.unwrap()));
    quote! {
        #[test]
        fn #name() {
            #make_credentials
            let values = auth::#function(&auth::#given { #(#values),* }) #unwrap;
            #(#expectations)*
        }
    }
}

/// The credentials of the answer; others are empty or not there.
fn credentials(plan: &Plan<'_>, answer: &KnownAnswer) -> TokenStream {
    let name = plan.credentials_name();
    let (mut needed, mut others) = (Vec::new(), Vec::new());
    for (index, credential) in plan.api.credentials.iter().enumerate() {
        let given = answer.credentials.iter().find(|(of, _)| *of == index).map(|(_, text)| text.as_str());
        if !is_outbound(credential) {
            continue;
        }
        if !credential.optional {
            let text = given.unwrap_or_default();
            needed.push(quote!(#text));
        } else if let Some(text) = given {
            let method = ident(&setter_name(credential));
            others.push(quote!(.#method(#text)));
        }
    }
    quote!(let #name = super::Credentials::new(#(#needed),*) #(#others)*;)
}

fn text_of(texts: &[(usize, String)], index: usize) -> &str {
    texts.iter().find(|(of, _)| *of == index).map_or("", |(_, text)| text)
}

fn given_value(plan: &Plan<'_>, answer: &KnownAnswer, field: &Given) -> TokenStream {
    match field.of {
        GivenOf::Credentials => {
            let name = plan.credentials_name();
            quote!(&#name)
        }
        GivenOf::Variable(index) => {
            let variable = plan.api.variables.get(index);
            let text = variable.and_then(|variable| variable.default.as_deref()).unwrap_or_default();
            quote!(#text)
        }
        GivenOf::Argument(index) => {
            let text = text_of(&answer.arguments, index);
            quote!(#text)
        }
        GivenOf::Output(source, output) => {
            let given = answer.outputs.iter().find(|(of, _)| *of == (source, output));
            let text = given.map_or("", |(_, text)| text);
            quote!(#text)
        }
        GivenOf::Request(part) => {
            let text = |part: RequestPart| {
                answer.request.iter().find(|(of, _)| *of == part).map_or("", |(_, text)| text.as_str())
            };
            let (query, body, own) = (text(RequestPart::Query), text(RequestPart::Body), text(part));
            match part {
                RequestPart::Body => quote!(#body.as_bytes()),
                RequestPart::Params => quote!(&runtime::sign::Pairs::from_query(#query)),
                RequestPart::Form => quote!(&runtime::sign::Pairs::from_query(#body)),
                RequestPart::Fields => quote!(&runtime::sign::Pairs::from_json(#body.as_bytes())),
                RequestPart::Headers => {
                    let headers = answer.headers.iter().map(|(name, value)| quote!((#name, #value)));
                    quote!(&runtime::sign::Pairs::new(&[#(#headers),*]))
                }
                _ => quote!(#own),
            }
        }
        GivenOf::Fresh(index, kind) => fresh_value(text_of(&answer.fresh, index), kind),
    }
}

fn fresh_value(text: &str, kind: ValueKind) -> TokenStream {
    match kind {
        // A fresh value is never made of pairs.
        ValueKind::Text | ValueKind::Pairs | ValueKind::List => quote!(#text),
        ValueKind::Bytes => quote!(#text.as_bytes()),
        ValueKind::Time => {
            let seconds = crate::emit::literal::int(text.parse().unwrap_or_default());
            quote!(std::time::UNIX_EPOCH + std::time::Duration::from_secs(#seconds))
        }
    }
}
