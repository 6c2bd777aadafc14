//! Form bodies of examples: the pairs that a call encodes must be those that the example stands for.

use crate::emit::tokens::{TokenStream, quote};

use crate::api::{Body, Example, Style};
use crate::emit::endpoint::Plan;
use crate::styled;

/// Compares the form in `parts` with the example's fields, in whatever order.
pub(super) fn check(plan: &Plan<'_>, example: &Example) -> Option<TokenStream> {
    let Body::Fields { parameters, .. } = &plan.endpoint.body else { return None };
    let fields = styled::fields(example.body_written.as_deref().or(example.body.as_deref())?).ok()?;
    let style = |name: &str| {
        let found = parameters.iter().find(|parameter| parameter.field.wire == name);
        found.and_then(|parameter| parameter.style).unwrap_or(Style::Repeat)
    };
    let pairs: Vec<_> = fields
        .into_iter()
        .flat_map(|(name, json)| styled::written(style(&name), &name, json).unwrap_or_default())
        .map(|one| (one.name, one.value))
        .map(|(name, value)| quote!((#name, #value)))
        .collect();
    Some(quote! {
        let form: Vec<_> = url::form_urlencoded::parse(parts.body()).into_owned().collect();
        assert_pairs(&form, &[#(#pairs),*]);
    })
}
