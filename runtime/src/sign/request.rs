//! The parts of a request that signature recipes take apart.

use super::Pairs;
use crate::attempt::Attempt;

impl Attempt {
    /// The port: the one in the host, or else that of the address's scheme.
    pub fn port(&self) -> &str {
        // The last colon of `[::1]` is no separator.
        let port = self.host().rsplit_once(':').map(|(_, port)| port).filter(|port| !port.contains(']'));
        port.unwrap_or(if self.url.scheme() == "https" { "443" } else { "80" })
    }

    /// The address without its query.
    pub fn url(&self) -> String {
        [self.url.scheme(), "://", self.host(), self.path()].concat()
    }

    /// The parameters of the query, decoded, without what auth adds.
    pub fn params(&self) -> Pairs {
        Pairs::from_query(self.query())
    }

    /// The fields of a form body, decoded; none of another body.
    pub fn form(&self) -> Pairs {
        let body =
            self.is("application/x-www-form-urlencoded").then(|| std::str::from_utf8(self.body()).ok());
        body.flatten().map(Pairs::from_query).unwrap_or_default()
    }

    /// The top-level scalar fields of a JSON body; none of another body.
    pub fn fields(&self) -> Pairs {
        if self.is("application/json") { Pairs::from_json(self.body()) } else { Pairs::default() }
    }

    /// The headers of the call, with `host`; without what auth adds.
    pub fn headers(&self) -> Pairs {
        let headers =
            self.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let pairs: Vec<(&str, &str)> = headers.chain([("host", self.host())]).collect();
        Pairs::new(&pairs)
    }

    fn is(&self, content_type: &str) -> bool {
        let value = self.headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.split(';').next().is_some_and(|kind| kind.trim() == content_type))
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::attempt;

    #[test]
    fn an_attempt_is_taken_apart() {
        let attempt = attempt("POST", "https://example.com:8443/a/b?x=1&y=%20", b"{\"n\":1}");
        assert_eq!((attempt.port(), attempt.url().as_str()), ("8443", "https://example.com:8443/a/b"));
        assert_eq!(attempt.params().join("=", "|"), "x=1|y= ");
        assert!(attempt.headers().join(": ", "\n").contains("host: example.com:8443"));
    }
}
