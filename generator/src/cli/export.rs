//! `specwright export`: a spec in, a document of another language out.

use std::fs;

use anyhow::{Context, Result, bail};

use specwright::{export, pipeline};

use super::Verdict;
use super::arguments::ExportOpenapi;
use super::run::{print, problems};

pub fn openapi(arguments: &ExportOpenapi) -> Result<Verdict> {
    let loaded = pipeline::load_with_trees(std::slice::from_ref(&arguments.spec))?;
    if !loaded.problems.is_empty() {
        return problems(&loaded);
    }
    let ([api], [tree]) = (loaded.apis.as_slice(), loaded.trees.as_slice()) else {
        bail!("`{}` holds {} specs; name one file", arguments.spec.display(), loaded.apis.len())
    };
    let document = export::openapi(api, tree);
    let Some(out) = &arguments.out else {
        print(&document.to_yaml())?;
        return Ok(Verdict::Clean);
    };
    let json = out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let text = if json { document.to_json() } else { document.to_yaml() };
    fs::write(out, text).with_context(|| format!("cannot write `{}`", out.display()))?;
    eprintln!("{}: {}", out.display(), super::run::count(api.endpoints.len(), "operation"));
    Ok(Verdict::Clean)
}
