//! For programs: one JSON object per line.

use crate::diagnostic::{Diagnostic, Label};
use crate::yaml::write_json_text;

use super::lines::Places;

pub fn show(diagnostic: &Diagnostic, places: &mut Places<'_>) -> String {
    let mut object = Object::default();
    object.text("code", &diagnostic.code.to_string());
    object.text("message", &diagnostic.message);
    place(&mut object, &diagnostic.primary, places);
    let others = diagnostic.others.iter().map(|label| {
        let mut object = Object::default();
        place(&mut object, label, places);
        object.finish()
    });
    let others: Vec<String> = others.collect();
    object.list("others", &others);
    object.texts("notes", &diagnostic.notes);
    object.texts("helps", &diagnostic.helps);
    object.finish() + "\n"
}

fn place(object: &mut Object, label: &Label, places: &mut Places<'_>) {
    let place = places.place(label.span);
    object.text("file", &places.path(label.span.file));
    object.number("line", place.line);
    object.number("column", place.column);
    object.number("end_line", place.end_line);
    object.number("end_column", place.end_column);
    object.text("label", &label.text);
}

/// A JSON object that keeps the order of its keys.
#[derive(Default)]
struct Object {
    out: String,
}

impl Object {
    fn key(&mut self, key: &str) {
        self.out.push(if self.out.is_empty() { '{' } else { ',' });
        write_json_text(key, &mut self.out);
        self.out.push(':');
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        write_json_text(value, &mut self.out);
    }

    fn number(&mut self, key: &str, value: usize) {
        self.key(key);
        self.out.push_str(&value.to_string());
    }

    fn texts(&mut self, key: &str, values: &[String]) {
        let quoted = values.iter().map(|value| {
            let mut quoted = String::new();
            write_json_text(value, &mut quoted);
            quoted
        });
        self.list(key, &quoted.collect::<Vec<_>>());
    }

    fn list(&mut self, key: &str, values: &[String]) {
        self.key(key);
        self.out.push('[');
        self.out.push_str(&values.join(","));
        self.out.push(']');
    }

    fn finish(mut self) -> String {
        self.out.push('}');
        self.out
    }
}
