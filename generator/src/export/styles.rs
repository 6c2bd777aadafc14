//! How lists and objects are written as parameters: `style` and `explode`, or `encoding` of a form. What has no such name
//! stands beside them as the spec has it.

use super::value::Object;
use crate::api::{Parameter, Style};

/// `style`, `explode` and the spec's own word, where the parameter has a style that is not the place's own.
pub(super) fn of_parameter(place: &str, parameter: &Parameter) -> Object {
    let Some(style) = parameter.style else { return Object::new() };
    let (name, explode, exact) = match (place, style) {
        ("query" | "cookie", Style::Repeat | Style::Fields) => ("form", true, true),
        ("query", Style::Brackets | Style::Indices) => ("deepObject", true, false),
        ("query", Style::Space) => ("spaceDelimited", false, true),
        ("query", Style::Pipe) => ("pipeDelimited", false, true),
        ("query" | "cookie", style) => ("form", false, style == Style::Comma),
        ("path", Style::Label) => ("label", false, true),
        ("path", Style::LabelEach) => ("label", true, true),
        ("path", Style::Matrix) => ("matrix", false, true),
        ("path", Style::MatrixEach) => ("matrix", true, true),
        (_, Style::Pairs) => ("simple", true, true),
        (_, style) => ("simple", false, style == Style::Comma),
    };
    let word = (!exact).then(|| style.word());
    Object::new().with("style", name).with("explode", explode).maybe("x-specwright-style", word)
}

/// The `encoding` of a form's fields.
pub(super) fn of_form(parameters: &[Parameter]) -> Object {
    let mut all = Object::new();
    for parameter in parameters {
        let encoding = match parameter.style {
            Some(Style::Json) => Object::new().with("contentType", "application/json"),
            _ => of_parameter("query", parameter),
        };
        if !encoding.is_empty() {
            all.set(parameter.field.wire.as_str(), encoding);
        }
    }
    all
}
