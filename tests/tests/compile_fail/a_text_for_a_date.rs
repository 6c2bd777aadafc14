use specwright_clients::helpcrunch::Filter;

fn main() {
    let _ = Filter::last_seen().equals("18 Jun 2020");
}
