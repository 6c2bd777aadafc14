//! A program that calls every endpoint of a client: bodies of `async fn` and of what is generic are compiled where they
//! are used, so that a generated crate alone flatters.
//!
//! The calls are found in the client's source. So it serves other generators' clients too, if their calls are methods
//! of one type that give something to await.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    FnArg, GenericArgument, ImplItem, Item, PathArguments, ReceiverKind, ReturnType, Type, TypeParamBound,
    Visibility,
};

use crate::Result;

/// Calls of one module of the program.
const PER_MODULE: usize = 50;

/// A client's source.
pub struct Client {
    /// The files whose methods are calls: below these, or this file.
    pub source: PathBuf,
    /// The client's type as the program names it: `client::shop::Client`.
    pub path: String,
    /// `use` lines for what arguments' types begin with.
    pub prelude: String,
}

/// A call: the method, and an expression for each argument.
#[derive(Debug, PartialEq)]
struct Call {
    method: String,
    arguments: Vec<String>,
}

/// The files of the program (below `src`) and how many endpoints it calls.
pub fn program(client: &Client) -> Result<(Vec<(String, String)>, usize)> {
    let mut calls = Vec::new();
    for file in rust_files(&client.source)? {
        add_calls(&syn::parse_file(&fs::read_to_string(file)?)?, &mut calls);
    }
    let mut files = Vec::new();
    let mut main = String::from(MAIN_START);
    let modules = calls.chunks(PER_MODULE).enumerate();
    for (number, calls) in modules.clone() {
        _ = writeln!(main, "mod part_{number};");
        files.push((format!("part_{number}.rs"), module(client, calls)));
    }
    _ = write!(main, "\nasync fn all(client: &{}) {{\n", client.path);
    for (number, _) in modules {
        _ = writeln!(main, "    part_{number}::all(client).await;");
    }
    _ = write!(main, "}}\n\nfn main() {{\n    run(all(&any()));\n}}\n");
    files.push(("main.rs".to_owned(), main));
    Ok((files, calls.len()))
}

const MAIN_START: &str = r#"//! Calls every endpoint. It is compiled and never run.
#![allow(deprecated)]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A value of any type, of which the compiler knows nothing more.
fn any<T>() -> T {
    std::hint::black_box(None).expect("this program is not run")
}

/// What became of a call.
fn done<T, E>(result: Result<T, E>) {
    std::hint::black_box(result.ok());
}

fn run(all: impl Future<Output = ()>) {
    let mut all = pin!(all);
    while let Poll::Pending = all.as_mut().poll(&mut Context::from_waker(Waker::noop())) {}
}

"#;

/// A function for each endpoint, and one that calls them all.
fn module(client: &Client, calls: &[Call]) -> String {
    let mut text = format!("use crate::{{any, done}};\n{}", client.prelude);
    for Call { method, arguments } in calls {
        let arguments = arguments.join(", ");
        _ = write!(
            text,
            "\nasync fn {method}(client: &{}) {{\n    done(client.{method}({arguments}).await);\n}}\n",
            client.path
        );
    }
    _ = write!(text, "\npub async fn all(client: &{}) {{\n", client.path);
    for Call { method, .. } in calls {
        _ = writeln!(text, "    {method}(client).await;");
    }
    text.push_str("}\n");
    text
}

/// The file, or all in the folder, in order.
fn rust_files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    entries.sort_unstable();
    for entry in entries {
        if entry.is_dir() {
            files.extend(rust_files(&entry)?);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
    Ok(files)
}

fn add_calls(file: &syn::File, calls: &mut Vec<Call>) {
    for item in &file.items {
        let Item::Impl(block) = item else { continue };
        let is_client = matches!(&*block.self_ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Client"));
        if is_client && block.trait_.is_none() {
            calls.extend(block.items.iter().filter_map(call));
        }
    }
}

/// A public method that borrows the client and gives something to await: an `async fn`, or a value of a type of its own.
fn call(item: &ImplItem) -> Option<Call> {
    let ImplItem::Fn(method) = item else { return None };
    let signature = &method.sig;
    let Some(FnArg::Receiver(receiver)) = signature.inputs.first() else { return None };
    let gives_call = matches!(&signature.output, ReturnType::Type(_, ty) if matches!(&**ty, Type::Path(_)));
    let is_call = signature.asyncness.is_some() || gives_call;
    if !matches!(method.vis, Visibility::Public(_))
        || !matches!(receiver.kind, ReceiverKind::Reference(..))
        || !is_call
    {
        return None;
    }
    let arguments = signature.inputs.iter().skip(1).filter_map(|argument| match argument {
        FnArg::Typed(argument) => Some(value(&argument.ty, &signature.generics)),
        FnArg::Receiver(_) => None,
    });
    Some(Call { method: signature.ident.to_string(), arguments: arguments.collect() })
}

/// A value for an argument. Where the method is generic, it is one of the type that is meant.
fn value(ty: &Type, generics: &syn::Generics) -> String {
    let bounds = match ty {
        Type::ImplTrait(of) => Some(of.bounds.clone()),
        Type::Path(path) => path.path.get_ident().and_then(|name| bounds_of(generics, name)),
        _ => None,
    };
    let Some(bounds) = bounds else { return "any()".to_owned() };
    match bounds.iter().find_map(into_what) {
        Some(text) if text.to_string() == "String" => "\"x\"".to_owned(),
        // A type of a crate that the program does not have.
        Some(text) if text.to_string() == "reqwest :: Body" => "any::<Vec<u8>>()".to_owned(),
        Some(what) => format!("any::<{what}>()"),
        None => "any::<Vec<u8>>()".to_owned(),
    }
}

fn bounds_of(
    generics: &syn::Generics,
    name: &syn::Ident,
) -> Option<syn::punctuated::Punctuated<TypeParamBound, syn::Token![+]>> {
    let declared = generics.type_params().find(|parameter| parameter.ident == *name)?;
    if !declared.bounds.is_empty() {
        return Some(declared.bounds.clone());
    }
    generics.where_clause.iter().flat_map(|clause| &clause.predicates).find_map(|predicate| match predicate {
        syn::WherePredicate::Type(bounded)
            if bounded.bounded_ty.to_token_stream().to_string() == *name.to_string() =>
        {
            Some(bounded.bounds.clone())
        }
        _ => None,
    })
}

/// `T` of `Into<T>`.
fn into_what(bound: &TypeParamBound) -> Option<TokenStream> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "Into")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => {
            let mut ty = ty.clone();
            Static.visit_type_mut(&mut ty);
            Some(quote!(#ty))
        }
        _ => None,
    })
}

/// Gives lifetimes of a signature a meaning outside of it.
struct Static;

impl VisitMut for Static {
    fn visit_lifetime_mut(&mut self, lifetime: &mut syn::Lifetime) {
        *lifetime = syn::Lifetime::new("'static", lifetime.span());
        visit_mut::visit_lifetime_mut(self, lifetime);
    }
}
