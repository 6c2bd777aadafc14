use specwright_clients::helpcrunch::Filter;

fn main() {
    let _ = Filter::email().greater_than(1);
}
