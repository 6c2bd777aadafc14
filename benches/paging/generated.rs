//! The streams of the generated client.

use std::sync::Arc;

use specwright_runtime::{HttpTransport, Items, Options, PagedCall, Transport};

use crate::client::{Client, Credentials, Customer};
use crate::{Result, by_hand};

pub struct Generated {
    client: Client,
    size: i64,
}

impl Generated {
    pub fn new(url: &str, size: usize) -> Result<Self> {
        let transport: Arc<dyn Transport> = Arc::new(HttpTransport::from_builder(by_hand::settings())?);
        let options = Options::new().with_base_url(url).with_transport(transport);
        let client = Client::builder()
            .port("1")
            .credentials(Credentials::new("a key"))
            .with_options(options)
            .build()?;
        Ok(Self { client, size: i64::try_from(size)? })
    }

    /// Reads the whole list by numbers of pages.
    pub async fn numbered(&self, ahead: usize, each: impl FnMut(Customer)) -> Result<()> {
        read(self.client.numbered().items().with_fetch_ahead(ahead), each).await
    }

    /// Reads the whole list by offsets.
    pub async fn offset(&self, ahead: usize, each: impl FnMut(Customer)) -> Result<()> {
        read(self.client.offset().limit(self.size).items().with_fetch_ahead(ahead), each).await
    }

    /// Reads the whole list by cursors.
    pub async fn cursor(&self, ahead: usize, each: impl FnMut(Customer)) -> Result<()> {
        read(self.client.cursor().items().with_fetch_ahead(ahead), each).await
    }

    /// Reads the whole list by cursors; `after_page` is awaited between pages.
    pub async fn cursor_pages(
        &self,
        ahead: usize,
        mut each: impl FnMut(Customer),
        after_page: impl AsyncFn(),
    ) -> Result<()> {
        let mut pages = self.client.cursor().pages().with_fetch_ahead(ahead);
        while let Some(page) = pages.try_next().await? {
            page.data.into_iter().for_each(&mut each);
            after_page().await;
        }
        Ok(())
    }
}

async fn read<C>(mut items: Items<C>, mut each: impl FnMut(Customer)) -> Result<()>
where
    C: PagedCall<Item = Customer>,
    C::Error: std::error::Error + Send + Sync + 'static,
{
    while let Some(customer) = items.try_next().await? {
        each(customer);
    }
    Ok(())
}
