use specwright_clients::helpcrunch::{Filter, FilterSet};

fn main() {
    let _: FilterSet = Filter::email().contains("gmail").and(Filter::id().greater_than(18)).into();
}
