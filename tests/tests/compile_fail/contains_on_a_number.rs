use specwright_clients::helpcrunch::Filter;

fn main() {
    let _ = Filter::id().contains("1");
}
