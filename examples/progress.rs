//! A long list: a progress bar, and going on after a stop.
//!
//! `cargo run -p specwright-examples --bin progress` needs no account: the client calls a server on loopback. The bar is
//! drawn on a terminal only.

use std::error::Error;

use indicatif::{ProgressBar, ProgressStyle};
use specwright_clients::runtime::{Checkpoint, Options};
use specwright_clients::udesk::{Client, Credentials};
use specwright_tests::udesk::{Config, Udesk};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = Udesk::start(Config { customers: 2000, ..Config::default() })?;
    let credentials = Credentials::new("admin@udesk.cn").with_open_api_token("token-of-the-test");
    let udesk = Client::builder()
        .subdomain("demo")
        .credentials(credentials)
        .with_options(Options::default().with_base_url(server.base_url()).with_rate_limits(false))
        .build()?;

    // The first run stops in the middle of a page. What it leaves behind is text.
    let left = run(&udesk, None, 750).await?;
    println!("stopped, with a checkpoint of {} characters", left.len());

    // The second one could be another process, on another day.
    run(&udesk, Some(&left), u64::MAX).await?;
    Ok(())
}

/// Reads customers from a checkpoint on, at most so many, and gives the checkpoint behind the last.
async fn run(udesk: &Client, from: Option<&str>, most: u64) -> Result<String, Box<dyn Error>> {
    // Udesk tells the number of pages, so four are on their way at once; they come in their order all the same.
    let mut customers =
        udesk.list_customers().page_size(100).items().with_fetch_ahead(4).with_max_items(most);
    if let Some(text) = from {
        customers = customers.with_checkpoint(serde_json::from_str::<Checkpoint>(text)?);
    }

    let bar = ProgressBar::no_length()
        .with_style(ProgressStyle::with_template("{wide_bar} {pos} of {len} customers, {eta} to go")?);
    let mut vips = 0;
    while let Some(customer) = customers.try_next().await? {
        vips += u32::from(customer.nick_name.as_option().is_some_and(|name| name.ends_with('0')));
        // The first page tells how many there are. What an earlier run gave counts as given.
        if let Some(total) = customers.total() {
            bar.set_length(total);
        }
        bar.set_position(customers.given());
    }
    bar.finish_and_clear();

    let total = customers.total().unwrap_or_default();
    println!("{} of {total} customers, {vips} of them with a round number", customers.given());
    Ok(serde_json::to_string(&customers.checkpoint())?)
}
