//! Pages and scrolls.

use super::*;

fn ids(answer: &Value) -> Vec<u64> {
    answer["customers"].as_array().unwrap().iter().map(|customer| customer["id"].as_u64().unwrap()).collect()
}

#[test]
fn pages_lead_through_all_customers() {
    let rig = Rig::new(250);
    let page = |page: &str| rig.get("/customers", &[("page", page), ("page_size", "100")]);
    let seen: Vec<u64> = ["1", "2", "3", "4"].iter().flat_map(|number| ids(&page(number))).collect();
    assert_eq!(seen, (1..=250).collect::<Vec<_>>());
    assert_eq!(page("3")["meta"], json!({ "current_page": 3, "total_pages": 3, "total_count": 250 }));
    assert_eq!(ids(&rig.get("/customers", &[])).len(), 20);
}

#[test]
fn page_and_page_size_are_checked() {
    let rig = Rig::new(1);
    for page in ["0", "-1", "x", "", "501"] {
        let answer = rig.get("/customers", &[("page", page)]);
        assert_eq!(refusal(&answer), (206_201, "Parameter page is invalid"), "{page}");
    }
    for size in ["0", "101", "x"] {
        let answer = rig.get("/customers", &[("page_size", size)]);
        assert_eq!(refusal(&answer), (206_211, "Parameter page_size is invalid"), "{size}");
    }
    assert_eq!(ids(&rig.get("/customers", &[("page", "500")])), [] as [u64; 0]);
}

#[test]
fn a_list_ends_after_ten_thousand_records() {
    let rig = Rig::new(10_050);
    let page = |page: &str| rig.get("/customers", &[("page", page), ("page_size", "100")]);
    assert_eq!(
        page("100")["meta"],
        json!({ "current_page": 100, "total_pages": 100, "total_count": 10_000 })
    );
    assert_eq!(ids(&page("100")).last(), Some(&10_000));
    assert_eq!(page("101")["code"], 206_201);
}

#[test]
fn filters_and_keywords_choose() {
    let rig = Rig::new(100);
    let total = |query: &[(&str, &str)]| rig.get("/customers", query)["meta"]["total_count"].clone();
    assert_eq!(total(&[("filter_id", "1")]), 10);
    assert_eq!(total(&[("filter_id", "2")]), 2);
    assert_eq!(total(&[("query", "customer77@")]), 1);
    assert_eq!(total(&[("query", "13000000077")]), 1);
    assert_eq!(total(&[("query", "vip"), ("filter_id", "2")]), 2);
    let wrong = rig.get("/customers", &[("filter_id", "9")]);
    assert_eq!(refusal(&wrong), (2062, "Failed to get customer information"));
    assert_eq!(rig.get("/customers/export", &[("filter_id", "9")])["total"], 100);
}

/// The scroll id of an answer.
fn scroll(answer: &Value) -> String {
    answer["scroll_id"].as_str().unwrap().to_owned()
}

#[test]
fn a_scroll_leads_through_all_customers_and_ends_with_an_empty_page() {
    let rig = Rig::new(2500);
    let mut answer = rig.get("/customers/export", &[]);
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    loop {
        assert_eq!(answer["total"], 2500);
        let batch = ids(&answer);
        sizes.push(batch.len());
        if batch.is_empty() {
            break;
        }
        seen.extend(batch);
        answer = rig.get("/customers/export", &[("scroll_id", &scroll(&answer))]);
    }
    assert_eq!(sizes, [1000, 1000, 500, 0]);
    assert_eq!(seen, (1..=2500).collect::<Vec<_>>());
}

#[test]
fn a_scroll_id_travels_alone() {
    let rig = Rig::new(5);
    let first = scroll(&rig.get("/customers/export", &[("query", "Test")]));
    for extra in [("filter_id", "1"), ("query", "Test")] {
        let answer = rig.get("/customers/export", &[("scroll_id", &first), extra]);
        assert_eq!(refusal(&answer), (2062, "Failed to get customer information"));
    }
    assert_eq!(rig.get("/customers/export", &[("scroll_id", "made up")])["code"], 2062);
    assert_eq!(rig.get("/customers/export", &[("scroll_id", &first)])["code"], 1000);
}

#[test]
fn a_scroll_id_expires_after_a_minute() {
    let rig = Rig::new(5);
    let first = scroll(&rig.get("/customers/export", &[]));
    rig.clock.advance(Duration::from_secs(59));
    let second = scroll(&rig.get("/customers/export", &[("scroll_id", &first)]));
    rig.clock.advance(Duration::from_secs(60));
    assert_eq!(rig.get("/customers/export", &[("scroll_id", &second)])["code"], 2062);
}

#[test]
fn a_scroll_id_may_be_sent_again_until_the_next_is_used() {
    let rig = Rig::with(Config { customers: 5, export_batch: 2, ..Config::default() });
    let next = |id: &str| rig.get("/customers/export", &[("scroll_id", id)]);
    let first = scroll(&rig.get("/customers/export", &[]));
    assert_eq!(ids(&next(&first)), [3, 4]);
    let second = next(&first);
    assert_eq!(ids(&second), [3, 4]);
    assert_ne!(scroll(&second), first);
    assert_eq!(ids(&next(&scroll(&second))), [5]);
    assert_eq!(next(&first)["code"], 2062);
}
