//! Which of an endpoint's alternatives a client uses: the first for which it has all that it takes.

use crate::{
    client::Inner,
    endpoint::{AuthUse, Endpoint},
    error::Error,
    tokens,
};

/// The schemes of the first alternative that lacks nothing, or an error that says what each of them lacks.
pub(crate) fn choose(client: &Inner, endpoint: &Endpoint) -> Result<&'static [AuthUse], Error> {
    for uses in endpoint.auth {
        if uses.is_empty() || (client.auth.is_some() && uses.iter().all(|used| lack(client, used).is_none()))
        {
            return Ok(uses);
        }
    }
    if endpoint.auth.is_empty() {
        return Ok(&[]);
    }
    if client.auth.is_none() {
        return Err(Error::config("the endpoint needs credentials, and the client has none"));
    }
    let lacks: Vec<String> = endpoint
        .auth
        .iter()
        .map(|uses| uses.iter().filter_map(|used| lack(client, used)).collect::<Vec<_>>().join(" and "))
        .collect();
    Err(Error::config(format!("the endpoint needs what the client has not: {}", lacks.join("; or "))))
}

/// What a scheme lacks: itself, or the token sources that it reads.
fn lack(client: &Inner, used: &AuthUse) -> Option<String> {
    let auth = client.auth.as_ref()?;
    let own = auth.lacks(used.scheme).map(str::to_owned);
    own.or_else(|| auth.sources(used.scheme).iter().find_map(|source| tokens::lack(client, *source)))
}
