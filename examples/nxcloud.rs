//! `NXCloud`: signed calls, pages by cursor, a batch that is checked before it is sent.
//!
//! `cargo run -p specwright-examples --bin nxcloud` needs no account: the client calls a server on loopback, which checks
//! every signature as the vendor's page says. With an account, set `NXCLOUD_ACCESS_KEY` and `NXCLOUD_ACCESS_SECRET`, and
//! make the client with `Client::from_env()?` instead; nothing else changes.

use std::error::Error;

use specwright_clients::nxcloud::{BatchType, Client, Credentials, Gender, NewCustomer};
use specwright_clients::runtime::reexport::chrono::NaiveDate;
use specwright_clients::runtime::{ErrorKind, Options};
use specwright_tests::nxcloud::{Config, NxCloud};

const TENANT: i64 = 123;
const APP_KEY: &str = "8eos";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = NxCloud::start(Config { customers: 120, ..Config::default() })?;
    let options = Options::default().with_base_url(server.server().base_url());
    let nxcloud = client("abciiiko2k3", options.clone())?;

    query(&nxcloud).await?;
    batch(&nxcloud).await?;

    // The signature is made afresh for every attempt, from the exact bytes of the body. With the wrong secret the server
    // says so, in an answer of status 200; the code makes it an error. The vendor publishes no codes, so it has no name.
    let stranger = client("not the secret", options)?;
    if let Err(error) = stranger.query_customers(TENANT, APP_KEY).limit(1).await {
        println!("refused with code {}: {error}", error.code_text().unwrap_or("(none)"));
    }
    // No error and no log shows the secret, and neither does this.
    println!("{:?}", Credentials::new("fme2na3kdi3ki", "abciiiko2k3"));
    Ok(())
}

fn client(secret: &str, options: Options) -> Result<Client, Box<dyn Error>> {
    let credentials = Credentials::new("fme2na3kdi3ki", secret);
    Ok(Client::builder().credentials(credentials).with_options(options).build()?)
}

/// The cursor is the stream's business: it goes from each answer into the next call.
async fn query(nxcloud: &Client) -> Result<(), Box<dyn Error>> {
    let mut pages = nxcloud.query_customers(TENANT, APP_KEY).pages();
    while let Some(page) = pages.try_next().await? {
        // The last page's cursor is null, and may as well be absent: `as_option` takes both as none.
        let more = page.paging.next.as_option().map_or("no more", |_| "more to come");
        println!("a page of {} customers, {more}", page.customer_list.len());
    }

    let mut customers = nxcloud.query_customers(TENANT, APP_KEY).limit(10).items().with_max_items(3);
    while let Some(customer) = customers.try_next().await? {
        println!("customer {} came {}", customer.id, customer.created_at);
    }
    Ok(())
}

/// At most 100 customers in a batch, and at most 30 characters in a phone number: the page says so, hence the spec, hence
/// the client.
async fn batch(nxcloud: &Client) -> Result<(), Box<dyn Error>> {
    let zhang = NewCustomer::new("Zhang", "San")
        .sms_phone("18163725558")
        .gender(Gender::Female)
        .birthday(NaiveDate::from_ymd_opt(1976, 4, 12).ok_or("no such day")?);
    nxcloud.batch_create_customers(BatchType::Update, TENANT, APP_KEY, vec![zhang.clone()]).await?;
    println!("created one customer");

    let mut many = vec![zhang; 101];
    many[7].sms_phone = Some("1".repeat(31));
    match nxcloud.batch_create_customers(BatchType::Update, TENANT, APP_KEY, many).await {
        Err(error) if error.kind() == ErrorKind::Invalid => {
            println!("not sent, for {} reasons:", error.violations().len());
            for violation in error.violations() {
                println!("  {violation}");
            }
        }
        Err(error) => return Err(error.into()),
        Ok(()) => println!("created them all"),
    }
    Ok(())
}
