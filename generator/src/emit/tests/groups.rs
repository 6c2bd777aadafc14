//! Groups of endpoints: what is compiled with which feature.

use super::{api, find, standalone};
use crate::emit::{OutputFile, emit_crate, emit_module, features};

const SHOP: &str = r#"
specwright: 1
api: shop
server: https://api.example.com
envelopes:
  answer: { fields: { code: i64 }, success: code == 0, payload: data, error: { code: code } }
groups:
  orders: What was bought
  gift_cards: What is given
  type:
types:
  Money: { fields: { amount: decimal, currency: string } }
  Order: { fields: { id: i64, total: Money, kind: Kind } }
  Card: { fields: { value: Money, until: "date('%d.%m.%Y')" } }
  Kind: { fields: { id: uuid } }
  Pong: { fields: { ok: bool } }
endpoints:
  ping: { http: GET /ping, returns: Pong, envelope: none }
  get_order: { http: "GET /orders/{id}", group: orders, path: { id: i64 }, returns: Order }
  give: { http: POST /cards, group: gift_cards, body: Card }
  kinds: { http: GET /kinds, group: type, returns: "[Kind]", envelope: none }
"#;

fn made() -> Vec<OutputFile> {
    emit_crate(&[api(SHOP)], &standalone())
}

#[test]
fn a_feature_for_each_group_and_one_for_all() {
    let files = made();
    let manifest = find(&files, "Cargo.toml");
    for line in [
        "shop = [\"shop-orders\", \"shop-gift-cards\", \"shop-type\"]",
        "shop-orders = [\"specwright-runtime/decimal\", \"specwright-runtime/uuid\"]",
        "shop-gift-cards = [\"specwright-runtime/chrono\", \"specwright-runtime/decimal\"]",
        "shop-type = [\"specwright-runtime/uuid\"]",
    ] {
        assert!(manifest.lines().any(|other| other == line), "{line}\n{manifest}");
    }
    assert_eq!(features(&[api(SHOP)]), 4 + 4);
    assert!(find(&files, "src/lib.rs").contains("feature = \"shop-type\"))]\npub mod shop;"));
}

#[test]
fn what_only_a_group_needs_stands_in_its_folder() {
    let files = made();
    let at = |path: &str| files.iter().any(|file| file.path == format!("src/shop/{path}"));
    for path in [
        "endpoints/orders/get_order.rs",
        "endpoints/shared/ping.rs",
        "endpoints/type_/kinds.rs",
        "types/orders/order.rs",
        "types/gift_cards/card.rs",
        "types/shared/money.rs",
        "types/shared/kind.rs",
        "types/shared/pong.rs",
        "wire/gift_cards/card.rs",
    ] {
        assert!(at(path), "{path}");
    }
    assert!(!at("types/type_/mod.rs"), "a folder without files");
    let types = find(&files, "src/shop/types/mod.rs");
    assert!(types.contains("#[cfg(feature = \"shop-orders\")]\nmod orders;\nmod shared;"), "{types}");
    let shared = find(&files, "src/shop/types/shared/mod.rs");
    let both = "#[cfg(any(feature = \"shop-orders\", feature = \"shop-gift-cards\"))]\nmod money;\nmod pong;";
    assert!(shared.contains(both), "{shared}");
    assert!(find(&files, "src/shop/wire/orders/order.rs").contains("use super::super::super::types;"));
}

#[test]
fn helpers_follow_their_users() {
    let files = made();
    let root = find(&files, "src/shop/mod.rs");
    let both = "#[cfg(any(feature = \"shop-gift-cards\", feature = \"shop-orders\"))]\nmod envelopes;";
    assert!(root.contains(both), "{root}");
    assert!(root.contains("#[cfg(feature = \"shop-gift-cards\")]\nmod formats;"), "{root}");
    assert!(root.contains("//! - `shop-orders`: What was bought"), "{root}");
}

#[test]
fn webhooks_are_compiled_with_their_group() {
    let hooks = "webhooks:\n  born: { payload: Birth, group: hooks, signature: none }\n";
    let spec = SHOP
        .replace("groups:\n", "groups:\n  hooks:\n")
        .replace("types:\n", "types:\n  Birth: { fields: { at: datetime, total: Money } }\n");
    let spec = format!("{spec}{hooks}");
    let files = emit_crate(&[api(&spec)], &standalone());
    let root = find(&files, "src/shop/mod.rs");
    assert!(root.contains("#[cfg(feature = \"shop-hooks\")]\npub mod webhooks;"), "{root}");
    assert!(find(&files, "src/shop/types/hooks/birth.rs").contains("pub struct Birth"));
    let manifest = find(&files, "Cargo.toml");
    let features = "shop-hooks = [\"specwright-runtime/chrono\", \"specwright-runtime/decimal\"]";
    assert!(manifest.lines().any(|line| line == features), "{manifest}");
    // All are compiled together: with one that has no group, always.
    let second = "  died: { payload: Birth, signature: none }\n";
    let files = emit_crate(&[api(&format!("{spec}{second}"))], &standalone());
    let root = find(&files, "src/shop/mod.rs");
    let lines: Vec<&str> = root.lines().collect();
    let at = lines.iter().position(|line| *line == "pub mod webhooks;").unwrap();
    assert!(!lines[at - 1].starts_with("#[cfg"), "{root}");
}

#[test]
fn an_included_module_has_no_features() {
    let [file] = emit_module(&api(SHOP)).try_into().unwrap();
    assert!(!file.text.contains("cfg(feature") && file.text.contains("pub struct GetOrder"));
}
