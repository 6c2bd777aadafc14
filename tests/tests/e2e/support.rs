//! What the tests share: clients for the servers, and a clock that is never waited for.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use specwright_clients::{helpcrunch, nxcloud, udesk};
use specwright_runtime::{BoxFuture, Clock, Items, Options, PagedCall};
use specwright_tests::clock::HandClock;
use specwright_tests::helpcrunch::HelpCrunch;
use specwright_tests::nxcloud::NxCloud;
use specwright_tests::udesk::{Limits, Udesk};

/// The time at which the tests that steer the clock begin.
pub const START: u64 = 1_700_000_000;

/// Options for a server on loopback: quick retries, and no budgets of the client's own.
pub fn options(base_url: &str) -> Options {
    Options::default()
        .with_base_url(base_url)
        .with_backoff(Duration::from_millis(1), Duration::from_millis(5))
        .with_rate_limits(false)
}

/// A server with customers and no limits.
pub fn start_udesk(customers: usize) -> Udesk {
    let config = specwright_tests::udesk::Config { customers, limits: Limits::off(), ..Default::default() };
    Udesk::start(config).unwrap()
}

pub fn udesk(server: &Udesk) -> udesk::Client {
    udesk_with(options(&server.base_url()))
}

pub fn udesk_with(options: Options) -> udesk::Client {
    let credentials = udesk::Credentials::new("admin@udesk.cn").with_open_api_token("token-of-the-test");
    udesk::Client::builder().subdomain("demo").credentials(credentials).with_options(options).build().unwrap()
}

pub fn start_nxcloud(customers: usize) -> NxCloud {
    NxCloud::start(specwright_tests::nxcloud::Config { customers, ..Default::default() }).unwrap()
}

pub fn nxcloud(server: &NxCloud) -> nxcloud::Client {
    nxcloud_with(options(&server.server().base_url()))
}

pub fn nxcloud_with(options: Options) -> nxcloud::Client {
    let credentials = nxcloud::Credentials::new("fme2na3kdi3ki", "abciiiko2k3");
    nxcloud::Client::builder().credentials(credentials).with_options(options).build().unwrap()
}

pub fn start_helpcrunch(customers: usize) -> HelpCrunch {
    let config =
        specwright_tests::helpcrunch::Config { customers, calls_per_minute: None, ..Default::default() };
    HelpCrunch::start(config).unwrap()
}

pub fn helpcrunch(server: &HelpCrunch) -> helpcrunch::Client {
    helpcrunch_with(options(&server.server().base_url()))
}

pub fn helpcrunch_with(options: Options) -> helpcrunch::Client {
    let credentials = helpcrunch::Credentials::new("api-key-of-the-test");
    helpcrunch::Client::builder().credentials(credentials).with_options(options).build().unwrap()
}

/// All items of a stream.
pub async fn all<C: PagedCall>(mut items: Items<C>) -> Result<Vec<C::Item>, C::Error> {
    let mut read = Vec::new();
    while let Some(item) = items.try_next().await? {
        read.push(item);
    }
    Ok(read)
}

/// A clock on which waiting takes no time: who sleeps moves the time instead. Sleeps of an hour and more never end; they
/// are the deadlines of calls whose timeouts are as long (see [`timeless`](Self::timeless)).
#[derive(Clone, Debug)]
pub struct SkipClock {
    pub hand: HandClock,
    slept: Arc<Mutex<Vec<Duration>>>,
}

const HOUR: Duration = Duration::from_secs(3600);

impl SkipClock {
    pub fn new() -> Self {
        Self { hand: HandClock::at(START), slept: Arc::default() }
    }

    /// The options with this clock, and timeouts that it never reaches.
    pub fn timeless(&self, options: Options) -> Options {
        options.with_clock(Arc::new(self.clone())).with_timeout(HOUR * 24).with_attempt_timeout(HOUR * 24)
    }

    /// The sleeps so far.
    pub fn slept(&self) -> Vec<Duration> {
        self.slept.lock().unwrap().clone()
    }
}

impl Clock for SkipClock {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.hand.millis())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        if duration >= HOUR {
            return Box::pin(std::future::pending());
        }
        let clock = self.clone();
        Box::pin(async move {
            clock.slept.lock().unwrap().push(duration);
            // A millisecond more than asked for, as real sleeps are never shorter.
            clock.hand.advance(duration + Duration::from_millis(1));
        })
    }
}
