//! `HelpCrunch`: a typed filter language, pages by offset, errors that name what was wrong.
//!
//! `cargo run -p specwright-examples --bin helpcrunch` needs no account: the client calls a server on loopback. With an
//! account, set `HELPCRUNCH_API_KEY` and make the client with `Client::from_env()?` instead; nothing else changes.

use std::error::Error;

use specwright_clients::helpcrunch::{
    Client, Code, Credentials, Customer, Filter, FilterSet, Order, SortField, TagName,
};
use specwright_clients::runtime::Options;
use specwright_clients::runtime::reexport::chrono::{DateTime, Utc};
use specwright_tests::helpcrunch::{Config, HelpCrunch};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = HelpCrunch::start(Config { customers: 250, ..Config::default() })?;
    let options = Options::default().with_base_url(server.server().base_url());
    let helpcrunch = client("api-key-of-the-test", options.clone())?;

    page_by_page(&helpcrunch).await?;
    filters(&helpcrunch).await?;
    refusals(&helpcrunch, client("not the key", options)?).await
}

fn client(api_key: &str, options: Options) -> Result<Client, Box<dyn Error>> {
    Ok(Client::builder().credentials(Credentials::new(api_key)).with_options(options).build()?)
}

/// All customers. The stream moves the offset, and stops at the total that the vendor tells.
async fn page_by_page(helpcrunch: &Client) -> Result<(), Box<dyn Error>> {
    let mut pages = helpcrunch.search_customers().limit(100).pages();
    while let Some(page) = pages.try_next().await? {
        println!("{} of {} customers", page.data.len(), page.total);
    }
    Ok(())
}

/// Each field has the operators that the vendor's page gives its kind, and takes values of that kind. What does not fit
/// does not compile: `Filter::id().contains("1")`, `Filter::email().greater_than(1)`, `and` mixed with `or`.
async fn filters(helpcrunch: &Client) -> Result<(), Box<dyn Error>> {
    let lately: DateTime<Utc> = DateTime::from_timestamp(1_603_885_746, 0).ok_or("no such time")?;
    let leads = Filter::tags_data()
        .equals(vec![TagName::new("Lead")])
        .and(Filter::last_seen().at_least(lately))
        .and(Filter::email().contains("gmail"));
    let mut customers = helpcrunch
        .search_customers()
        .filter(leads)
        .sort(SortField::LastSeen)
        .order(Order::Descending)
        .items()
        .with_max_items(3);
    while let Some(customer) = customers.try_next().await? {
        println!("a lead: {}", shown(&customer));
    }

    // Conditions that are found out at run time become a set.
    let any = ["John Doe 1", "John Doe 2"].map(|name| Filter::name().equals(name));
    let found = helpcrunch.search_customers().filter(FilterSet::any(any)).await?;
    println!("{} customers of either name", found.total);
    Ok(())
}

/// Nearly every field may be null, so the type says so.
fn shown(customer: &Customer) -> String {
    let name = customer.name.as_option().map_or("(no name)", String::as_str);
    let city = customer.location.as_option().and_then(|location| location.city.as_option());
    format!("{name} of {}", city.map_or("an unknown place", String::as_str))
}

async fn refusals(helpcrunch: &Client, stranger: Client) -> Result<(), Box<dyn Error>> {
    match stranger.search_customers().await {
        Err(error) if error.code() == Some(Code::Unauthorized) => println!("wrong key: {error}"),
        Err(error) => return Err(error.into()),
        Ok(found) => println!("{} customers", found.total),
    }

    // What is not listed can be sent all the same: vendors are faster than specs. This vendor refuses it, and says why.
    let by_shoe_size = SortField::Unlisted("customers.shoeSize".to_owned());
    if let Err(error) = helpcrunch.search_customers().sort(by_shoe_size).await {
        for item in error.plain().and_then(|answer| answer.errors).unwrap_or_default() {
            println!("refused: {}", item.message.as_option().map_or("(no text)", String::as_str));
        }
    }
    Ok(())
}
