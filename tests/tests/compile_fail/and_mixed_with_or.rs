use specwright_clients::helpcrunch::Filter;

fn main() {
    let _ = Filter::id().equals(1).and(Filter::id().equals(2)).or(Filter::id().equals(3));
}
