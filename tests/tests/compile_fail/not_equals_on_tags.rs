use specwright_clients::helpcrunch::Filter;

fn main() {
    let _ = Filter::tags_data().not_equals(vec![]);
}
