//! Which types stand in one file: a type with its parts, which only it uses and whose names begin with its own, such as
//! `BranchProtection` with `BranchProtectionLockBranch`.

use std::collections::BTreeSet;

use super::groups::{named, of_endpoint, outside_endpoints};
use super::uses;
use crate::api::{Api, Struct, TypeDef, TypeId, TypeKind};

/// How much stands in one file, counted in fields, values and variants, unless one type alone has more: so that its
/// code on the wire has 400 lines at most.
const MOST: usize = 50;
/// What a type counts beside its members.
const EACH: usize = 4;

/// For each type the one whose file it stands in, in the order of the API's types: most often itself.
pub(super) fn heads(api: &Api) -> Vec<TypeId> {
    let users = users(api);
    let mut heads: Vec<TypeId> = (0..api.types.len()).map(TypeId).collect();
    let mut sizes: Vec<usize> = api.types.iter().map(size).collect();
    // A part's name is longer than its user's, so that is placed by then.
    let mut by_length = heads.clone();
    by_length.sort_by_key(|id| api.get(*id).rust.len());
    for id in by_length {
        let Some(users) = &users[id.0] else { continue };
        let mut heads_of_users: BTreeSet<TypeId> = users.iter().map(|user| heads[user.0]).collect();
        let (Some(head), None) = (heads_of_users.pop_first(), heads_of_users.pop_first()) else { continue };
        let together = sizes[head.0] + sizes[id.0];
        if is_part(api.get(id), api.get(head)) && together <= MOST {
            heads[id.0] = head;
            sizes[head.0] = together;
        }
    }
    heads
}

/// The other types that name each; none for what is also named elsewhere.
fn users(api: &Api) -> Vec<Option<BTreeSet<TypeId>>> {
    let mut users = vec![Some(BTreeSet::new()); api.types.len()];
    for (user, def) in api.types.iter().enumerate() {
        for id in named(|see| uses::in_type(def, see)).into_iter().filter(|id| id.0 != user) {
            users[id.0].iter_mut().for_each(|users| _ = users.insert(TypeId(user)));
        }
    }
    let elsewhere = api.endpoints.iter().flat_map(|endpoint| of_endpoint(api, endpoint));
    let elsewhere = elsewhere.chain(named(|see| uses::in_webhooks(api, see))).chain(outside_endpoints(api));
    for id in elsewhere {
        users[id.0] = None;
    }
    users
}

fn size(def: &TypeDef) -> usize {
    EACH + match &def.kind {
        TypeKind::Struct(Struct { fields, .. }) => fields.len(),
        TypeKind::Enum(shape) => shape.variants.len(),
        // Its constructors are long.
        TypeKind::Filter(_) => MOST,
        kind => kind.variants().len(),
    }
}

/// Whether its name begins with that of the other type.
pub(super) fn is_part(part: &TypeDef, whole: &TypeDef) -> bool {
    let rest = part.rust.strip_prefix(whole.rust.as_str());
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::tests::api;

    #[test]
    fn parts_stand_with_what_alone_uses_them() {
        let spec = "
specwright: 1
api: shop
server: https://shop.example
types:
  Order: { fields: { lines: '[OrderLine]', state: OrderState, payer: Payer, by: Ordered } }
  OrderLine: { fields: { price: OrderLinePrice, state: OrderLineState } }
  OrderLinePrice: { fields: { amount: decimal } }
  OrderLineState: { enum: string, values: { new: new } }
  OrderState: { enum: string, values: { new: new } }
  Ordered: { fields: { at: datetime } }
  Payer: { fields: { kind: PayerKind, next?: Payer } }
  PayerKind: { enum: string, values: { a: a } }
endpoints:
  get_order: { http: GET /order, returns: Order }
  get_state: { http: GET /state, query: { of?: PayerKind }, returns: OrderState }
";
        let api = api(spec);
        let heads = heads(&api);
        let shown: Vec<_> = api
            .types
            .iter()
            .zip(heads)
            .map(|(def, head)| format!("{} in {}", def.rust, api.get(head).rust))
            .collect();
        assert_eq!(
            shown,
            [
                "Order in Order",
                "OrderLine in Order",
                "OrderLinePrice in Order",
                "OrderLineState in Order",
                "OrderState in OrderState",
                "Ordered in Ordered",
                "Payer in Payer",
                "PayerKind in PayerKind",
            ]
        );
    }
}
