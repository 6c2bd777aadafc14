//! Forms and parameters with brackets, unions in both directions, failures with a type. Run by `.ci/mock`.
//!
//! document: stripe-2022-04.json
//! paths: /v1/customers /v1/customers/{customer} /v1/customers/{customer}/sources /v1/customers/{customer}/sources/{id} /v1/customers/{customer}/subscriptions /v1/prices /v1/products /v1/coupons /v1/payment_intents/{intent} /v1/events

mod support;

use client::stripe::{
    Client, Credentials, DeleteCustomersCustomerSourcesIdResponse, Error, GetCustomersCreated,
    GetCustomersCreatedRangeQuerySpecs, GetCustomersCustomerResponse,
    GetCustomersCustomerSourcesResponseDataItem, GetEventsCreated, GetPricesCreated,
    GetPricesCreatedRangeQuerySpecs, GetPricesRecurring, GetPricesRecurringInterval, MetadataListed,
    PaymentSource, PostCouponsRequestAppliesTo, PostCustomersCustomerSubscriptionsRequestAutomaticTax,
    PostCustomersCustomerSubscriptionsRequestTransferData, PostCustomersCustomerSubscriptionsRequestTrialEnd,
    PostCustomersRequestAddress, PostCustomersRequestAddressOptionalFieldsAddress,
    PostCustomersRequestMetadata, PostPricesRequestProductData, PostPricesRequestRecurring,
    PostPricesRequestTransformQuantity, PostProductsRequestPackageDimensions, Round, StandardFailure,
    TaxExempt, TrialEndListed, UsageType,
};
use support::{prefer, random};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let build =
        |credentials| Client::builder().credentials(credentials).with_options(support::options()).build();
    let stripe = build(Credentials::new().with_bearer_auth("sk_test"))?;
    customers(&stripe).await?;
    create(&stripe).await?;
    // The same API takes the key as a user without a password, too.
    let basic = Credentials::new().with_basic_auth_username("sk_test").with_basic_auth_password("");
    sources(&build(basic)?).await?;
    prices(&stripe).await?;
    subscriptions(&stripe).await?;
    failures(&stripe).await
}

/// `created[gte]=…&created[lt]=…`, `created=…`, `expand[]=…`.
async fn customers(stripe: &Client) -> Result<(), Error> {
    let since = GetCustomersCreatedRangeQuerySpecs::new().gte(1_600_000_000).lt(1_700_000_000);
    let listed = stripe
        .get_customers()
        .created(GetCustomersCreated::RangeQuerySpecs(since))
        .expand(vec!["data.sources".into(), "data.tax".into()])
        .email("a+b@example.com")
        .limit(3)
        .await?;
    assert_eq!(listed.data[0].id, "string");
    assert_eq!(listed.data[0].metadata.as_ref().map(|all| all.len()), Some(2));
    stripe.get_customers().created(GetCustomersCreated::Integer(1_600_000_000)).await?;
    stripe
        .get_events()
        .created(GetEventsCreated::Integer(1))
        .types(vec!["charge.*".into(), "b".into()])
        .await?;

    let customer = stripe.get_customers_customer("cus_1").expand(vec!["test_clock".into()]).await?;
    assert!(matches!(customer, GetCustomersCustomerResponse::Customer(_)), "{customer:?}");
    assert!(stripe.delete_customers_customer("cus_1").await?.deleted);
    for seed in 0..40 {
        let customer = stripe.get_customers_customer("cus_1").with_options(random(seed)).await?;
        assert!(!matches!(customer, GetCustomersCustomerResponse::Unlisted(_)), "{customer:?}");
    }
    Ok(())
}

/// Objects and unions as fields of a form. Lists of objects (`tax_id_data[0][type]=…`) are not here: the mock server takes each for broken JSON.
async fn create(stripe: &Client) -> Result<(), Error> {
    let address = PostCustomersRequestAddressOptionalFieldsAddress::new().city("Köln & Bonn").line1("1 = 2");
    let metadata = [("order".to_owned(), "6735".to_owned()), ("a b".to_owned(), "ü".to_owned())];
    let created = stripe
        .post_customers()
        .address(PostCustomersRequestAddress::OptionalFieldsAddress(address))
        .metadata(PostCustomersRequestMetadata::TextMap(metadata.into()))
        .preferred_locales(vec!["de".into(), "en".into()])
        .tax_exempt(TaxExempt::Reverse)
        .balance(-5)
        .expand(vec!["sources".into()])
        .await?;
    assert_eq!(created.object.as_str(), "customer");

    let updated = stripe.post_customers_customer("cus_1").email("b@example.com").description("").await?;
    assert_eq!(updated.balance, Some(0));
    // An empty text empties the metadata.
    stripe.post_customers().metadata(PostCustomersRequestMetadata::Listed(MetadataListed::Empty)).await?;
    Ok(())
}

/// A union with a tag in answers, one whose variants are unions in another.
async fn sources(stripe: &Client) -> Result<(), Error> {
    use GetCustomersCustomerSourcesResponseDataItem as Item;
    let listed = stripe.get_customers_customer_sources("cus_1").object("card").limit(1).await?;
    assert!(matches!(listed.data[0], Item::AlipayAccount(_)), "{:?}", listed.data);
    let source = stripe.post_customers_customer_sources("cus_1").source("tok_visa").await?;
    assert!(!matches!(source, PaymentSource::Unlisted { .. }), "{source:?}");
    for seed in 0..40 {
        let listed = stripe.get_customers_customer_sources("cus_1").with_options(random(seed)).await?;
        assert!(listed.data.iter().all(|item| !matches!(item, Item::Unlisted { .. })), "{listed:?}");
        let deleted =
            stripe.delete_customers_customer_sources_id("cus_1", "card_1").with_options(random(seed)).await?;
        assert!(!matches!(deleted, DeleteCustomersCustomerSourcesIdResponse::Unlisted(_)), "{deleted:?}");
    }
    Ok(())
}

/// Objects in a query, objects in a form that the document requires to be whole, a list in an object.
async fn prices(stripe: &Client) -> Result<(), Error> {
    let recurring =
        GetPricesRecurring::new().interval(GetPricesRecurringInterval::Month).usage_type(UsageType::Metered);
    let since = GetPricesCreatedRangeQuerySpecs::new().gt(1);
    let listed = stripe
        .get_prices()
        .recurring(recurring)
        .created(GetPricesCreated::RangeQuerySpecs(since))
        .lookup_keys(vec!["a".into(), "b".into()])
        .active(false)
        .await?;
    assert!(listed.data[0].active);
    stripe
        .post_prices("eur")
        .product_data(PostPricesRequestProductData::new("Gold & Silver").active(true))
        .recurring(PostPricesRequestRecurring::new(GetPricesRecurringInterval::Year).interval_count(1))
        .transform_quantity(PostPricesRequestTransformQuantity::new(10, Round::Up))
        .unit_amount_decimal("0.5")
        .await?;
    stripe
        .post_products("Box")
        .package_dimensions(PostProductsRequestPackageDimensions::new(1.5, 2.0, 0.25, 1e3))
        .images(vec!["i".into()])
        .await?;
    let products = PostCouponsRequestAppliesTo::new().products(vec!["prod_1".into(), "prod_2".into()]);
    let coupon = stripe.post_coupons().percent_off(12.5).applies_to(products).await?;
    assert!(coupon.valid);
    let intent = stripe.get_payment_intents_intent("pi_1").client_secret("s").await?;
    assert_eq!(intent.capture_method.as_str(), "automatic");
    Ok(())
}

async fn subscriptions(stripe: &Client) -> Result<(), Error> {
    let subscribe = |trial_end| {
        stripe
            .post_customers_customer_subscriptions("cus_1")
            .automatic_tax(PostCustomersCustomerSubscriptionsRequestAutomaticTax::new(true))
            .transfer_data(
                PostCustomersCustomerSubscriptionsRequestTransferData::new("acct_1").amount_percent(2.5),
            )
            .trial_end(trial_end)
    };
    use PostCustomersCustomerSubscriptionsRequestTrialEnd as End;
    let subscription = subscribe(End::Listed(TrialEndListed::Now)).await?;
    assert_eq!(subscription.object.as_str(), "subscription");
    subscribe(End::Time("2026-11-22T00:00:00Z".parse().expect("a time"))).await?;
    assert!(!stripe.get_customers_customer_subscriptions("cus_1").limit(1).await?.data.is_empty());
    Ok(())
}

/// `default` is what every failure holds.
async fn failures(stripe: &Client) -> Result<(), Error> {
    let missing = stripe.get_customers().with_options(prefer("code=404")).await.expect_err("a failure");
    assert_eq!(missing.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(missing.message(), Some("string"));
    let Some(StandardFailure::Other(failure)) = StandardFailure::of(&missing) else { panic!("{missing:?}") };
    assert_eq!(failure.error.message.as_deref(), Some("string"));
    for seed in 0..20 {
        let random = prefer(&format!("code=402, dynamic=true, seed={seed}"));
        let declined = stripe.post_coupons().with_options(random).await.expect_err("a failure");
        assert!(matches!(StandardFailure::of(&declined), Some(StandardFailure::Other(_))), "{declined:?}");
    }
    let refused = stripe.get_payment_intents_intent("..").await.expect_err("a path of its own");
    assert!(refused.kind() == specwright_runtime::ErrorKind::Invalid, "{refused}");
    Ok(())
}
