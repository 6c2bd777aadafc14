//! The server: a thread, a listener, a log and a fault plan.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

use super::answer::{self, After};
use super::fault::{Fault, FaultPlan};
use super::message::{Request, Response, reason};
use super::wire::{self, Unreadable};

type Handler = Box<dyn Fn(&Request) -> Response + Send + Sync>;

/// A running server. It stops, and closes its connections, when it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    handler: Handler,
    log: Mutex<Vec<Request>>,
    plan: Mutex<Planned>,
    connections: AtomicU64,
}

#[derive(Default)]
struct Planned {
    plan: FaultPlan,
    seen: u64,
    struck: u64,
}

impl Server {
    /// Starts a server on a free port of the loopback interface.
    pub fn start(handler: impl Fn(&Request) -> Response + Send + Sync + 'static) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            log: Mutex::default(),
            plan: Mutex::default(),
            connections: AtomicU64::new(0),
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let served = Arc::clone(&shared);
        let thread =
            std::thread::Builder::new().name(format!("server {}", address.port())).spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        _ = stopped => {}
                        () = accept(listener, served) => {}
                    }
                });
            })?;
        Ok(Self { address, shared, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The requests that were read so far, in the order in which they were complete.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.shared.log).clone()
    }

    /// How many requests were read so far.
    pub fn request_count(&self) -> usize {
        lock(&self.shared.log).len()
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        lock(&self.shared.log).clear();
    }

    /// How many connections were accepted so far.
    pub fn connection_count(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Sets what goes wrong from now on; the next request is number 0.
    pub fn set_faults(&self, plan: FaultPlan) {
        *lock(&self.shared.plan) = Planned { plan, ..Planned::default() };
    }

    /// How many requests met a fault since the plan was set.
    pub fn faults_met(&self) -> u64 {
        lock(&self.shared.plan).struck
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may be gone already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    /// The fault of the request that has just begun to arrive.
    fn next_fault(&self) -> Option<Fault> {
        let mut planned = lock(&self.plan);
        let index = planned.seen;
        planned.seen += 1;
        let fault = planned.plan.next(index);
        planned.struck += u64::from(fault.is_some());
        fault
    }

    fn respond(&self, request: &Request, fault: Option<&Fault>) -> Response {
        match fault {
            Some(Fault::Instead(response)) => response.clone(),
            Some(Fault::Endless) => Response::new(200, "application/json", Vec::new()),
            _ => (self.handler)(request),
        }
    }
}

async fn accept(listener: std::net::TcpListener, shared: Arc<Shared>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    while let Ok((stream, _)) = listener.accept().await {
        let number = shared.connections.fetch_add(1, Ordering::SeqCst);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // An error here is a client that went away.
            let _ = serve(stream, number, &shared).await;
        });
    }
}

/// One connection, from its first request to its end.
async fn serve(stream: TcpStream, connection: u64, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while !stream.fill_buf().await?.is_empty() {
        let fault = shared.next_fault();
        if matches!(fault, Some(Fault::ResetUnread)) {
            return reset(&stream);
        }
        let incoming = match wire::read(&mut stream, connection).await {
            Ok(incoming) => incoming,
            Err(Unreadable::Gone) => return Ok(()),
            Err(Unreadable::Refused(status)) => {
                answer::write(&mut stream, Response::text(status, reason(status)), None, false).await?;
                return Ok(());
            }
        };
        lock(&shared.log).push(incoming.request.clone());
        let response = shared.respond(&incoming.request, fault.as_ref());
        match answer::write(&mut stream, response, fault, incoming.keep_alive).await? {
            After::KeepAlive => {}
            After::Close => return Ok(()),
            After::Reset => return reset(&stream),
        }
    }
    Ok(())
}

/// Makes the end of the connection a reset instead of an orderly close.
fn reset(stream: &BufReader<TcpStream>) -> io::Result<()> {
    stream.get_ref().set_zero_linger()
}

/// Locks, also after a panic elsewhere: what is behind the lock is whole after every statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
