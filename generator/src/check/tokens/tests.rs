use crate::api::{
    Api, Lifetime, OutputFrom, Slot, Step, TemplatePart, TokenOrigin, TokenStep, UrlPart, Value,
};
use crate::diagnostic::Problems;
use crate::source::Sources;

fn api(tokens: &str, rest: &str) -> Api {
    let text = format!(
        "specwright: 1\napi: shop\nserver: {{ url: \"https://api.shop.example\" }}\ncredentials: {{ user: string, password: secret, first?: secret }}\ntokens:\n{tokens}\n{rest}\n"
    );
    let mut sources = Sources::default();
    let file = sources.add("shop.yaml", text);
    let mut problems = Problems::default();
    let root = crate::yaml::parse(&sources, file, &mut problems).unwrap();
    let api = crate::check_spec(&root, &mut problems);
    let told: Vec<String> = problems.into_sorted().into_iter().map(|problem| problem.message).collect();
    assert_eq!(told, Vec::<String>::new());
    api.unwrap()
}

const BEARER: &str =
    "auth: { one: { bearer: \"{login.token}\" } }\nendpoints: { login: { http: GET /ping } }";

fn calls(api: &Api) -> (&[TokenStep], Option<&TokenStep>) {
    match &api.sources[0].origin {
        TokenOrigin::Steps { steps, refresh } => (steps, refresh.as_deref()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_step_needs_what_no_earlier_one_gives() {
    let api = api(
        r#"  login:
    steps:
      - http: POST /ticket
        form: { user: "{user}", password: "{password}", old: "[{login.token}]" }
        outputs: { ticket: body.data.ticket }
      - http: POST /login
        headers: { X-Ticket: "{login.ticket}" }
        outputs: { token: headers.X-Token, renewal?: "body.list[0].renewal" }
    refresh:
      http: PUT https://login.shop.example/{login.renewal}/renew
      body: { text: "<t>{login.token}</t>", type: text/xml }
      outputs: { token: text, renewal?: cookies.renewal }
    given: { token: first }
    expires: 15m"#,
        BEARER,
    );
    let source = &api.sources[0];
    let outputs: Vec<(&str, bool, Option<usize>)> =
        source.outputs.iter().map(|output| (output.wire.as_str(), output.optional, output.given)).collect();
    assert_eq!(outputs, [("ticket", false, None), ("token", false, Some(2)), ("renewal", true, None)]);
    let (steps, refresh) = calls(&api);
    let refresh = refresh.unwrap();
    assert_eq!((&steps[0].needs, &steps[1].needs, &refresh.needs), (&vec![], &vec![], &vec![1, 2]));
    assert_eq!(steps[0].outputs, [(0, OutputFrom::Json(vec![key("data"), key("ticket")]), false)]);
    assert_eq!(steps[1].outputs[0], (1, OutputFrom::Header("X-Token".to_owned()), false));
    let renewal = vec![key("list"), Step::Index(0), key("renewal")];
    assert_eq!(steps[1].outputs[1], (2, OutputFrom::Json(renewal), true));
    assert_eq!(refresh.outputs[0].1, OutputFrom::Text);
    assert_eq!(refresh.outputs[1].1, OutputFrom::Cookie("renewal".to_owned()));
    assert_eq!(refresh.server, Some(vec![UrlPart::Text("https://login.shop.example".to_owned())]));
    let path = [UrlPart::Text("/".to_owned()), UrlPart::Output(0, 2), UrlPart::Text("/renew".to_owned())];
    assert_eq!(refresh.path, path);
    let (text, kind) = refresh.body.as_ref().unwrap();
    assert_eq!(kind, "text/xml");
    assert!(text.parts.contains(&TemplatePart::Hole(Value::Output(0, 1))), "{text:?}");
    assert!(refresh.scheme.send.is_empty(), "the body is no placement: {:?}", refresh.scheme.send);
    assert_eq!(source.lifetime, Lifetime::Fixed(std::time::Duration::from_secs(900)));
}

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

#[test]
fn steps_have_names_that_nothing_else_has() {
    let api = api(
        r#"  login:
    steps:
      - { http: POST /a, basic: { username: "{user}", password: "{password}" }, outputs: { token: text } }
      - { http: POST /b, headers: { X-Token: "{login.token}" } }
    refresh: { http: POST /c, form: { token: "{login.token}", more: "{first}" }, outputs: { token: text } }"#,
        "auth: { login: { bearer: \"{login.token}\" } }\nendpoints: { login: { http: GET /ping } }",
    );
    let names: Vec<(&str, &str, &str)> = api
        .steps()
        .map(|step| (step.name.as_str(), step.constant.as_str(), step.scheme.rust.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("login", "LOGIN_TOKENS", "login_tokens"),
            ("login_2", "LOGIN_2", "login_2"),
            ("login_refresh", "LOGIN_REFRESH", "login_refresh"),
        ]
    );
}

#[test]
fn sources_know_the_others_that_their_calls_read() {
    let api = api(
        r#"  login:
    steps: [{ http: "POST /a/{tenant.id}", bearer: "{app.token}", outputs: { token: text } }]
  app:
    steps: [{ http: POST /b, basic: { username: "{user}", password: "{password}" }, form: { x: "{first}" }, outputs: { token: text } }]
  tenant: { hook: my_tenant, outputs: { id: "-- The tenant's" } }"#,
        BEARER,
    );
    let others: Vec<&[usize]> = api.sources.iter().map(|source| source.sources.as_slice()).collect();
    assert_eq!(others, [&[1, 2][..], &[], &[]]);
    assert!(matches!(&api.sources[2].origin, TokenOrigin::Hook(hook) if hook.rust == "my_tenant"));
}

#[test]
fn a_recipe_is_called_where_its_user_says_and_sends_what_he_adds() {
    let api = api(
        r#"  login:
    recipe: oauth2_password_body
    with: { token_url: "https://{user}.shop.example/token", client_id: "{user}", username: "{user}", password: "{password}", client_secret: "[{first}]" }
    form: { audience: shop }
    outputs: { name?: body.name }"#,
        "auth: { one: { bearer: \"{login.token}\", headers: { X-Name: \"[{login.name}]\" } } }\nendpoints: { ping: { http: GET /ping } }",
    );
    let (steps, refresh) = calls(&api);
    for step in steps.iter().chain(refresh) {
        let host = [
            UrlPart::Text("https://".to_owned()),
            UrlPart::Credential(0),
            UrlPart::Text(".shop.example".to_owned()),
        ];
        assert_eq!(step.server.as_deref(), Some(&host[..]));
        assert_eq!(step.path, [UrlPart::Text("/token".to_owned())]);
        assert_eq!(step.scheme.send[0].slot, Slot::Form("audience".to_owned()));
        let values: Vec<&str> = step.scheme.values.iter().map(|value| value.wire.as_str()).collect();
        assert!(!values.contains(&"token_url"), "nothing computes with it: {values:?}");
        assert_eq!(step.outputs.last(), Some(&(3, OutputFrom::Json(vec![key("name")]), true)));
    }
    let refresh_token =
        api.sources[0].outputs.iter().position(|output| output.wire == "refresh_token").unwrap();
    assert_eq!(refresh.unwrap().needs, [refresh_token]);
}

#[test]
fn a_challenge_gives_the_parameters_of_its_header() {
    let api = api(
        "  login: { challenge: { header: WWW-Authenticate, word: Digest, where: { algorithm: MD5 } }, outputs: { token: nonce, opaque?: } }",
        "auth: { one: { headers: { Authorization: \"[Digest {login.token}, {login.opaque}, {user}:{password | md5 | hex}, {login.uses}, {first}]\" } } }\nendpoints: { ping: { http: GET /ping } }",
    );
    let TokenOrigin::Challenge(challenge) = &api.sources[0].origin else { panic!("{:?}", api.sources[0]) };
    assert_eq!(challenge.parameters, [(0, "nonce".to_owned()), (1, "opaque".to_owned())]);
    assert_eq!(challenge.only, [("algorithm".to_owned(), "MD5".to_owned())]);
}
