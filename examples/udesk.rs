//! Udesk: signed calls, pages as a stream, errors told apart by their code and cause.
//!
//! `cargo run -p specwright-examples --bin udesk` needs no account: the client calls a server on loopback, which checks
//! every signature as the vendor's page says. With an account, set `UDESK_EMAIL`, `UDESK_SUBDOMAIN` and
//! `UDESK_OPEN_API_TOKEN` (or `UDESK_PASSWORD`, with which the client gets the token itself), and make the client with
//! `Client::from_env()?` instead; nothing else changes.

use std::error::Error;

use specwright_clients::runtime::Options;
use specwright_clients::udesk::{Cause, Client, Code, Credentials, CustomerKey, Level, NewCustomer};
use specwright_tests::udesk::{Config, Udesk};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = Udesk::start(Config { customers: 250, ..Config::default() })?;
    let udesk = Client::builder()
        .subdomain("demo")
        .credentials(Credentials::new("admin@udesk.cn").with_open_api_token("token-of-the-test"))
        .with_options(Options::default().with_base_url(server.base_url()))
        .build()?;

    list(&udesk).await?;
    create(&udesk).await?;
    refusals(&udesk).await
}

/// Customers, page by page. Only pages that are looked at are fetched.
async fn list(udesk: &Client) -> Result<(), Box<dyn Error>> {
    // A call is a value: its optional parameters are methods, and nothing is sent before it is awaited.
    let first = udesk.list_customers().page_size(100).await?;
    println!("{} customers on {} pages", first.meta.total_count, first.meta.total_pages);

    let mut pages = udesk.list_customers().page_size(100).pages();
    while let Some(page) = pages.try_next().await? {
        println!("page {}: {} customers", page.meta.current_page, page.customers.len());
    }

    // The same as a stream of customers, which fetches the next page when it has run out of the last one.
    let mut vips = udesk.list_customers().query("vip").items().with_max_items(3);
    while let Some(customer) = vips.try_next().await? {
        // `nick_name` may be absent, null or a text: `as_option` takes the first two as one.
        println!("a VIP: {}", customer.nick_name.as_option().map_or("(no name)", String::as_str));
    }
    Ok(())
}

/// What the vendor requires is an argument, the rest a method.
async fn create(udesk: &Client) -> Result<(), Box<dyn Error>> {
    let customer = NewCustomer::new("Ada Lovelace").email("ada@example.com").level(Level::Vip);
    let created = udesk.create_customer(customer).tags("math,engines").await?.customer;
    println!("created customer {}", created.id);

    let found = udesk.get_customer(CustomerKey::Email("ada@example.com".to_owned())).await?.customer;
    println!("found customer {} by the email address", found.id);
    Ok(())
}

/// Udesk answers a refused call with status 200 and a code. Here it is an error, as any other.
async fn refusals(udesk: &Client) -> Result<(), Box<dyn Error>> {
    match udesk.delete_customer(CustomerKey::Id(4711)).await {
        Ok(deleted) => println!("deleted customer {}", deleted.customer_id),
        Err(error) if error.code() == Some(Code::NotFound) => println!("not found: {error}"),
        Err(error) => return Err(error.into()),
    }

    // One code stands for more than twenty causes. They are told apart by their text, which is the spec's business.
    let twin = NewCustomer::new("Countess").email("ada@example.com");
    match udesk.create_customer(twin).await {
        Err(error) if error.cause() == Some(Cause::EmailDuplicate) => println!("email taken: {error}"),
        Err(error) => return Err(error.into()),
        Ok(created) => println!("created customer {}", created.customer.id),
    }

    // A request that the vendor's page forbids is not even sent.
    if let Err(error) = udesk.create_customer(NewCustomer::new("x".repeat(300))).await {
        println!("not sent: {error}");
    }
    Ok(())
}
