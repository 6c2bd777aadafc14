//! A server that answers with exactly what it was sent: path, query, cookies, headers and form, still encoded.

use serde_json::{Value, json};

use crate::http::{Request, Response, Server};

/// Starts a server.
pub fn start() -> std::io::Result<Server> {
    Server::start(|request| Response::json(200, &seen(request)))
}

fn seen(request: &Request) -> Value {
    let own: Vec<Value> = request
        .headers
        .iter()
        .filter(|(name, _)| name.starts_with("x-"))
        .map(|(name, value)| json!(format!("{name}: {value}")))
        .collect();
    json!({
        "path": request.path,
        "query": request.query,
        "headers": own,
        "cookie": request.header("cookie"),
        "body": String::from_utf8_lossy(&request.body),
    })
}
