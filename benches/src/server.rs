//! A server in a process of its own, so that its CPU time is not counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::{io, thread};

/// A running server. It ends with this process, however that ends: it waits for the end of its input.
pub struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Starts this program once more, with these arguments, which make it [`run`].
    pub fn start(arguments: &[&str]) -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut port = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut port)?;
        }
        Ok(Self { process, url: format!("http://127.0.0.1:{}", port.trim()) })
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // It is on its way out.
        let _ = self.process.wait();
    }
}

/// The process itself: prints its port, and gives to each target what `answer` makes of it, until its input ends.
pub fn run(answer: impl Fn(&str) -> Arc<[u8]> + Send + Sync + 'static) -> io::Result<()> {
    let answer = Arc::new(answer);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{}", listener.local_addr()?.port());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            // An error is a client that went away.
            thread::spawn(move || serve(stream, &*answer));
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(())
}

/// The bytes of an answer with a JSON body.
pub fn json(body: &[u8]) -> Arc<[u8]> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat().into()
}

fn serve(stream: TcpStream, answer: &impl Fn(&str) -> Arc<[u8]>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    while let Some(target) = read(&mut reader)? {
        writer.write_all(&answer(&target))?;
    }
    Ok(())
}

/// Reads a request, and gives its target; `None` at the end of the connection.
fn read(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    while line != "\r\n" {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    io::copy(&mut reader.take(length), &mut io::sink())?;
    Ok(Some(target))
}
