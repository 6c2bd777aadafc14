//! What is true of every style.

use specwright_kitchen::paging::Client;
use specwright_tests::paging::Paging;

use super::Row;
use super::reader::{Mode, Reader};
use crate::support;

/// Checks each row against a server of its own.
pub async fn check(rows: Vec<Row>) {
    for row in rows {
        let server = Paging::start(0).unwrap();
        let table = Table { client: client(&server), server, row };
        table.every_length().await;
        table.page_by_page().await;
        table.fetched_ahead().await;
        table.resumed_anywhere().await;
    }
}

fn client(server: &Paging) -> Client {
    let options = support::options(&server.server().base_url());
    Client::builder().port("1").with_options(options).build().unwrap()
}

/// A row and its server.
struct Table {
    row: Row,
    server: Paging,
    client: Client,
}

impl Table {
    async fn every_length(&self) {
        for items in 0..=self.row.most {
            self.server.reset(items);
            let read = self.read((self.row.items)(&self.client, Mode::default())).await;
            self.assert_whole(&read, items);
            assert_eq!(self.server.given(), read, "{} of {items}", self.row.name);
            match items {
                0 => self.assert_calls(self.row.calls[0]),
                6 => self.assert_calls(self.row.calls[1]),
                7 => self.assert_log(),
                _ => {}
            }
        }
    }

    async fn page_by_page(&self) {
        self.server.reset(self.logged());
        self.read((self.row.pages)(&self.client, Mode::default())).await;
        self.assert_log();
    }

    /// The same requests, in whatever order.
    async fn fetched_ahead(&self) {
        for ahead in [1, 4] {
            self.server.reset(self.logged());
            let mode = Mode { ahead, kept: None };
            let read = self.read((self.row.items)(&self.client, mode)).await;
            self.assert_whole(&read, self.logged());
            let (mut log, mut expected) = (self.server.log(), self.expected_log());
            log.sort_unstable();
            expected.sort_unstable();
            assert_eq!(log, expected, "{ahead} pages ahead");
        }
    }

    async fn resumed_anywhere(&self) {
        let items = self.logged();
        for ahead in [0, 4] {
            // A server that goes on by itself gives no page twice, be it that somebody stops in one or fetches ahead.
            let is_moving = matches!(self.row.name, "scroll" | "session");
            if is_moving && ahead > 0 {
                continue;
            }
            for stop in (0..=items + 1).filter(|stop| !is_moving || stop.is_multiple_of(3) || *stop > items) {
                self.server.reset(items);
                let mut reader = (self.row.items)(&self.client, Mode { ahead, kept: None });
                let mut read = Vec::new();
                for _ in 0..stop {
                    read.extend(self.next(&mut *reader).await.flatten());
                }
                let kept = reader.keep();
                drop(reader);
                let mode = Mode { ahead, kept: Some(kept) };
                read.extend(self.read((self.row.items)(&client(&self.server), mode)).await);
                self.assert_whole(&read, items);
            }
        }
    }

    async fn read(&self, mut reader: Box<dyn Reader>) -> Vec<i64> {
        let mut read = Vec::new();
        while let Some(item) = self.next(&mut *reader).await {
            read.extend(item);
        }
        read
    }

    async fn next(&self, reader: &mut dyn Reader) -> Option<Option<i64>> {
        let next = reader.next().await.transpose();
        next.unwrap_or_else(|error| {
            let (log, refused) = (self.server.log(), self.server.refused());
            panic!("{}: {error}\nafter {log:#?}\nrefused {refused:#?}", self.row.name)
        })
    }

    fn assert_whole(&self, read: &[i64], items: usize) {
        let name = self.row.name;
        let mut expected: Vec<i64> = (1..).map(|number| number * 10).take(items).collect();
        if self.row.is_backwards {
            expected.reverse();
        }
        assert_eq!(read, expected, "{name} of {items}, after {:#?}", self.server.log());
        assert_eq!(self.server.refused(), [] as [String; 0], "{name} of {items}");
        assert_eq!(self.server.open(), 0, "{name} of {items}");
    }

    fn assert_calls(&self, calls: usize) {
        let log = self.server.log();
        assert_eq!(log.len(), calls, "{log:#?}");
    }

    fn assert_log(&self) {
        assert_eq!(self.server.log(), self.expected_log());
    }

    /// How many items the list of the expected log has.
    fn logged(&self) -> usize {
        self.row.most.min(7)
    }

    fn expected_log(&self) -> Vec<String> {
        let own = |line: &&str| match line.chars().next() {
            Some('A'..='Z') => (*line).to_owned(),
            _ => format!("{} /{}{line}", self.row.method, self.row.name),
        };
        self.row.log.iter().map(own).collect()
    }
}
