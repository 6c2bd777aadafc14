//! A JSON API: unions in bodies, lists in one parameter, a file. Run by `.ci/mock`.
//!
//! document: resend.yaml
//! paths: /emails /emails/{email_id} /emails/{email_id}/cancel /emails/{email_id}/attachments /emails/batch /emails/metrics /domains /domains/{domain_id} /templates /templates/{id} /contacts/imports /api-keys

mod support;

use client::resend::{
    Attachment, Client, ContactsCreateImportRequestOnConflict, ContactsListImportsStatus,
    CreateDomainRequest, CreateDomainRequestRegion, CreateTemplateRequest, Credentials, DimensionsItem,
    EmailLastEvent, EmailTemplateInput, EmailTemplateInputVariablesValue, EmailsMetricsMetricsItem, Error,
    Granularity, SendEmailRequest, SendEmailRequestBcc, SendEmailRequestTo, Tag,
    TemplateVariableFallbackValue, TemplateVariableInput, TemplateVariableInputFallbackValue, Type,
    UpdateDomainOptions,
};
use specwright_runtime::Upload;
use support::random;

const EMAIL: &str = "4ef9a417-02e9-4d39-ad75-9611e0fcc33c";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let resend =
        Client::builder().credentials(Credentials::new("re_123")).with_options(support::options()).build()?;
    send(&resend).await?;
    emails(&resend).await?;
    metrics(&resend).await?;
    domains(&resend).await?;
    templates(&resend).await?;
    import(&resend).await
}

/// `to` is one text or a list of them; variables are texts or numbers.
async fn send(resend: &Client) -> Result<(), Error> {
    let one = SendEmailRequest::new(
        "Acme <onboarding@resend.dev>",
        SendEmailRequestTo::Text("a@resend.dev".into()),
        "Hello",
    );
    let many = SendEmailRequestTo::TextList(vec!["a@resend.dev".into(), "b@resend.dev".into()]);
    let variables = [
        ("name".to_owned(), EmailTemplateInputVariablesValue::Text("Ada".into())),
        ("age".to_owned(), EmailTemplateInputVariablesValue::Number(36.0)),
    ];
    let full = SendEmailRequest::new("onboarding@resend.dev", many, "Hello")
        .bcc(SendEmailRequestBcc::TextList(vec!["c@resend.dev".into()]))
        .template(EmailTemplateInput::new("welcome").variables(variables.into()))
        .headers([("X-Entity-Ref-ID".to_owned(), "1".into())].into())
        .attachments(vec![Attachment::new().content("aGVsbG8=").filename("hello.txt")])
        .tags(vec![Tag::new().name("kind").value("welcome")]);

    assert!(resend.emails_send(one.clone()).idempotency_key("k-1").await?.id.is_some());
    assert!(resend.emails_send(full.clone()).await?.id.is_some());
    let batch = resend.emails_send_batch().body(vec![one, full]).await?;
    assert!(batch.data.is_some_and(|sent| sent.iter().all(|email| email.id.is_some())));
    Ok(())
}

async fn emails(resend: &Client) -> Result<(), Error> {
    let listed = resend.emails_list().limit(2).after(EMAIL).await?;
    let email = &listed.data.unwrap_or_default()[0];
    assert_eq!(email.id.as_deref(), Some(EMAIL));
    assert_eq!(email.last_event, Some(EmailLastEvent::Bounced));

    let email = resend.emails_get("a/b c?d#e").await?;
    assert_eq!(email.to, Some(vec!["delivered@resend.dev".to_owned()]));
    assert_eq!(email.message_id.as_deref(), Some("<202301010000.4ef9a417@email.example.com>"));
    assert_eq!(resend.emails_cancel(EMAIL).await?.object.as_deref(), Some("email"));
    resend.emails_update(EMAIL).await?;

    let id = EMAIL.parse().expect("a UUID");
    let attachments = resend.emails_list_attachments(id).limit(3).before(id).await?;
    assert!(attachments.data.is_some());
    Ok(())
}

/// Lists stand in one parameter with commas between, and values are random for once.
async fn metrics(resend: &Client) -> Result<(), Error> {
    let metrics = resend
        .emails_metrics()
        .start_date("2026-01-01")
        .timezone("Europe/Berlin")
        .granularity(Granularity::Weekly)
        .metrics(vec![EmailsMetricsMetricsItem::Sent, EmailsMetricsMetricsItem::BounceRate])
        .dimensions(vec![DimensionsItem::Period, DimensionsItem::Domain])
        .domain_id(vec![EMAIL.parse().expect("a UUID"); 2]);
    metrics.clone().await?;
    for seed in 0..20 {
        metrics.clone().with_options(random(seed)).await?;
    }
    Ok(())
}

async fn domains(resend: &Client) -> Result<(), Error> {
    let wish = CreateDomainRequest::new("example.com")
        .region(CreateDomainRequestRegion::EuWest1)
        .open_tracking(true);
    let created = resend.domains_create(wish).await?;
    assert!(created.records.is_some_and(|records| !records.is_empty()));
    assert!(resend.domains_list().limit(100).await?.data.is_some());
    assert!(resend.domains_get("d-1").await?.id.is_some());
    resend.domains_update("d-1").body(UpdateDomainOptions::new().click_tracking(false)).await?;
    assert!(resend.domains_remove("d-1").await?.deleted.is_some());

    let refused = resend.domains_list().limit(101).await.expect_err("at most 100");
    assert!(refused.violations()[0].to_string().contains("limit"), "{refused}");
    Ok(())
}

/// The fallback of a variable is of five kinds.
async fn templates(resend: &Client) -> Result<(), Error> {
    use TemplateVariableInputFallbackValue as Fallback;
    let variable = |key: &str, type_, value| TemplateVariableInput::new(key, type_).fallback_value(value);
    let wish = CreateTemplateRequest::new("welcome", "<p>{{{NAME}}}</p>").variables(vec![
        variable("NAME", Type::String, Fallback::Text("you".into())),
        variable("AGE", Type::Number, Fallback::Number(7.5)),
        variable("OLD", Type::Boolean, Fallback::Bool(true)),
        variable("TAGS", Type::List, Fallback::AnyList(vec!["a".into(), 1.into()])),
        variable("MORE", Type::Object, Fallback::AnyMap([("a".to_owned(), 1.into())].into())),
    ]);
    assert!(resend.templates_create(wish).await?.id.is_some());
    for seed in 0..40 {
        let template = resend.templates_get("welcome").with_options(random(seed)).await?;
        for variable in template.variables.unwrap_or_default() {
            assert!(
                !matches!(variable.fallback_value, Some(TemplateVariableFallbackValue::Unlisted(_))),
                "{variable:?}"
            );
        }
    }
    Ok(())
}

async fn import(resend: &Client) -> Result<(), Error> {
    let file = Upload::bytes("email\na@resend.dev\n").with_name("contacts.csv");
    let import = resend.contacts_create_import(file).on_conflict(ContactsCreateImportRequestOnConflict::Skip);
    assert!(import.column_map(r#"{"email": "email"}"#).await?.id.is_some());
    assert!(
        resend
            .contacts_list_imports()
            .status(ContactsListImportsStatus::Completed)
            .limit(1)
            .await?
            .data
            .is_some()
    );
    assert!(resend.api_keys_list().before("k").await?.data.is_some());
    Ok(())
}
