//! `explain-call`: reads what is given, and prints the explanation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDateTime, Utc};
use clap::{Args, ValueEnum};

use specwright::diagnostic::Problems;
use specwright::explain::{self, Call, Error, Expected, Found, Question};
use specwright::pipeline;
use specwright::source::Sources;
use specwright::yaml::{self, Entry};

use super::Verdict;
use super::run::{print, problems, show};

/// What `explain-call` is asked.
#[derive(Args, Debug)]
pub struct ExplainCall {
    /// The spec file
    pub spec: PathBuf,

    /// The endpoint, by its name in the spec
    pub endpoint: String,

    /// Take the arguments of the endpoint's example with this number [default: the first that shows a request]
    #[arg(long, value_name = "N", conflicts_with = "arguments")]
    pub example: Option<usize>,

    /// The arguments: YAML, or a file of it, with the keys of an example: `path`, `query`, `headers`, `body`
    #[arg(long, value_name = "YAML|FILE")]
    pub arguments: Option<String>,

    /// What else the request is made of: YAML, or a file of it, of names and texts
    ///
    /// Credentials, server variables, outputs of token sources (`login.token`), and values that are made of the time or the
    /// nonce (`ts`), as the vendor has them. Credentials and server variables that are not named are read from their
    /// environment variables. A command line can be seen by others and is kept in the shell's history, so secrets had better
    /// stand in a file or in the environment.
    #[arg(long, value_name = "YAML|FILE")]
    pub given: Option<String>,

    /// Use the choice of auth with this scheme [default: the first for which nothing is missing, as the client does]
    #[arg(long, value_name = "SCHEME")]
    pub auth: Option<String>,

    /// The time of the call: RFC 3339, or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub now: Option<DateTime<Utc>>,

    /// The random bytes of the call: 32 hexadecimal digits [default: random]
    #[arg(long, value_name = "HEX", value_parser = nonce)]
    pub nonce: Option<[u8; 16]>,

    /// What the vendor has, to be held against what is computed: a text, or `@` and a file
    ///
    /// NAME is a value of the recipe (`text`, `sign`), a place of the request (`headers.X-Sign`, `query.sign`), `body` or
    /// `url`. Where only the signature is known, usual slips are tried: which of them would give it.
    #[arg(long, value_name = "NAME=TEXT", value_parser = expected)]
    pub expect: Vec<(String, String)>,

    /// For people, or for programs
    #[arg(long, value_enum, default_value_t = Output::Human)]
    pub format: Output,
}

/// How the explanation is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    Human,
    Json,
}

pub fn explain_call(arguments: &ExplainCall) -> Result<Verdict> {
    let loaded = pipeline::load(std::slice::from_ref(&arguments.spec))?;
    if !loaded.problems.is_empty() {
        return problems(&loaded);
    }
    let [api] = loaded.apis.as_slice() else {
        bail!("`{}` holds {} specs; name one file", arguments.spec.display(), loaded.apis.len())
    };
    let given = arguments.given.as_deref().map(given).transpose()?.unwrap_or_default();
    let call = arguments.arguments.as_deref().map(|text| text_or_file(text, "--arguments")).transpose()?;
    let expected: Vec<Expected> =
        arguments.expect.iter().map(|(name, text)| read_expected(name, text)).collect::<Result<_>>()?;
    let question = Question {
        api,
        endpoint: &arguments.endpoint,
        call: match (&call, arguments.example) {
            (Some((text, origin)), _) => Call::Yaml(text, origin),
            (None, Some(number)) => Call::Example(number),
            (None, None) => Call::First,
        },
        given: &given,
        environment: &|name| std::env::var(name).ok(),
        auth: arguments.auth.as_deref(),
        now: arguments.now.map_or_else(now, Ok)?,
        nonce: arguments.nonce.unwrap_or_else(random),
        expected: &expected,
    };
    let explanation = match explain::explain(&question) {
        Ok(explanation) => explanation,
        Err(Error::Arguments { sources, problems }) => {
            show(&sources, &problems)?;
            bail!("the arguments are not those of `{}`", arguments.endpoint.escape_debug());
        }
        Err(error) => return Err(error.into()),
    };
    print(&match arguments.format {
        Output::Human => explain::human(&explanation),
        Output::Json => explain::json(&explanation),
    })?;
    let differs = explanation.comparisons.iter().any(|one| matches!(one.found, Found::Differs(_)));
    Ok(if differs { Verdict::Problems } else { Verdict::Clean })
}

/// YAML, and where it comes from: a file, or the command line.
fn text_or_file(text: &str, option: &str) -> Result<(String, String)> {
    let looks_like_yaml = text.contains([':', '{', '\n']) && !Path::new(text).is_file();
    if looks_like_yaml {
        return Ok((text.to_owned(), option.to_owned()));
    }
    let bytes = fs::read(text).with_context(|| {
        format!("`{option}` is neither a YAML map nor a file: cannot read `{}`", text.escape_debug())
    })?;
    let text_of =
        yaml::read_text(bytes).map_err(|problem| anyhow::anyhow!("`{text}`: {}", problem.message))?;
    Ok((text_of, text.to_owned()))
}

/// Names and texts. What is wrong is told by line alone: the text holds secrets.
fn given(text: &str) -> Result<BTreeMap<String, String>> {
    let (text, origin) = text_or_file(text, "--given")?;
    let mut sources = Sources::default();
    let file = sources.add(origin.as_str(), text);
    let mut problems = Problems::default();
    let root = yaml::parse(&sources, file, &mut problems);
    if let Some(problem) = problems.into_sorted().first() {
        let (line, _) = sources.line_column(file, problem.primary.span.start);
        bail!("{origin}: line {line} cannot be read as YAML ({})", problem.code);
    }
    let Some(entries) = root.as_ref().and_then(yaml::Node::as_map) else {
        bail!("{origin}: expected a map of names and texts");
    };
    let mut named = BTreeMap::new();
    for entry in entries {
        match entry.value.as_map() {
            Some(inner) => {
                for part in inner {
                    named.insert(format!("{}.{}", entry.key, part.key), scalar(part, &origin)?);
                }
            }
            None => _ = named.insert(entry.key.clone(), scalar(entry, &origin)?),
        }
    }
    Ok(named)
}

fn scalar(entry: &Entry, origin: &str) -> Result<String> {
    match entry.value.as_scalar() {
        Some(scalar) => Ok(scalar.text.clone()),
        None => bail!("{origin}: `{}` is not one text", entry.key.escape_debug()),
    }
}

fn read_expected(name: &str, text: &str) -> Result<Expected> {
    let (text, from_file) = match text.strip_prefix('@') {
        Some(path) => {
            (fs::read(path).with_context(|| format!("cannot read `{}`", path.escape_debug()))?, true)
        }
        None => (text.as_bytes().to_vec(), false),
    };
    Ok(Expected { name: name.to_owned(), text, from_file })
}

fn expected(text: &str) -> Result<(String, String), String> {
    let (name, text) = text.split_once('=').ok_or("expected a name, `=` and a text")?;
    Ok((name.to_owned(), text.to_owned()))
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let seconds = text.parse::<f64>().ok().filter(|_| !text.contains(['e', 'E', 'n', 'N']));
    if seconds.is_some() {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let nanos = format!("{fraction:0<9}");
        let whole = whole
            .parse()
            .ok()
            .and_then(|whole| DateTime::from_timestamp(whole, nanos.get(..9)?.parse().ok()?));
        return whole.ok_or_else(|| "the time is out of range".to_owned());
    }
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").map(|time| time.and_utc()))
        .map_err(|_| "expected such as `2026-11-21T22:00:00Z` or `1795298400`".to_owned())
}

fn nonce(text: &str) -> Result<[u8; 16], String> {
    let wrong = || "expected 32 hexadecimal digits".to_owned();
    if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(wrong());
    }
    u128::from_str_radix(text, 16).map(u128::to_be_bytes).map_err(|_| wrong())
}

fn now() -> Result<DateTime<Utc>> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).context("the clock is before 1970")?;
    let time = i64::try_from(since.as_secs())
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, since.subsec_nanos()));
    time.context("the clock is out of range")
}

/// Nothing is sent, so nobody must be unable to guess them.
fn random() -> [u8; 16] {
    use std::hash::{BuildHasher as _, RandomState};
    let half = || RandomState::new().hash_one(0_u8);
    (u128::from(half()) << 64 | u128::from(half())).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_two_ways() {
        for (text, seconds, millis) in [
            ("2026-11-21T22:00:00Z", 1_795_298_400, 0),
            ("2026-11-21T23:00:00.5+01:00", 1_795_298_400, 500),
            ("1795298400", 1_795_298_400, 0),
            ("1795298400.25", 1_795_298_400, 250),
            ("0", 0, 0),
        ] {
            let time = time(text).expect("a time");
            assert_eq!((time.timestamp(), time.timestamp_subsec_millis()), (seconds, millis), "{text}");
        }
        for bad in ["", "now", "1e9", "nan", "99999999999999999999", "2026-13-01T00:00:00Z", "1.5.5"] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nonces_have_sixteen_bytes() {
        assert_eq!(nonce("000102030405060708090a0b0c0d0e0F").map(|nonce| nonce[15]), Ok(15));
        for bad in ["", "00", "+00102030405060708090a0b0c0d0e0f", "000102030405060708090a0b0c0d0e0g"] {
            assert!(nonce(bad).is_err(), "{bad}");
        }
    }
}
