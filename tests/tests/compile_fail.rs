//! What the types of the generated clients do not allow.

#[test]
fn what_does_not_fit_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/compile_fail/operators_that_fit.rs");
    cases.compile_fail("tests/compile_fail/greater_than_on_a_text.rs");
    cases.compile_fail("tests/compile_fail/contains_on_a_number.rs");
    cases.compile_fail("tests/compile_fail/not_equals_on_tags.rs");
    cases.compile_fail("tests/compile_fail/and_mixed_with_or.rs");
    cases.compile_fail("tests/compile_fail/a_text_for_a_date.rs");
}
