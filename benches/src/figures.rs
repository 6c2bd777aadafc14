//! Medians, and how figures are printed.

use std::time::Duration;

/// The middle one; of an even number the upper of the two. Zero of none.
pub fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The quotients of pairs in ascending order, so that the middle one is the median.
pub fn ratios(pairs: &[(Duration, Duration)]) -> Vec<f64> {
    let mut ratios: Vec<f64> =
        pairs.iter().map(|(one, other)| one.as_secs_f64() / other.as_secs_f64()).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios
}

/// The value below which a share of the sorted values lies, such as `0.5` of them.
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    let index = (sorted.len() as f64 * share) as usize;
    sorted.get(index.min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// `12.3 ms`
pub fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// `12.3 µs`
pub fn micros(time: Duration) -> String {
    format!("{:.1} µs", time.as_secs_f64() * 1e6)
}

/// `12.34 s`
pub fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// Takes the two sides in turns, after one turn each that opens connections and warms caches, and prints the medians of both
/// and of their ratio.
///
/// # Errors
///
/// What a turn fails with.
pub fn side_by_side<E>(
    title: &str,
    turns: usize,
    mut ours: impl FnMut() -> Result<Duration, E>,
    mut theirs: impl FnMut() -> Result<Duration, E>,
) -> Result<(), E> {
    ours()?;
    theirs()?;
    let mut pairs = Vec::with_capacity(turns);
    for number in 0..turns {
        // Who goes first changes, so that neither always finds the other's warm caches.
        pairs.push(if number.is_multiple_of(2) {
            let one = ours()?;
            (one, theirs()?)
        } else {
            let other = theirs()?;
            (ours()?, other)
        });
    }
    let (one, other): (Vec<_>, Vec<_>) = pairs.iter().copied().unzip();
    let ratios = ratios(&pairs);
    let [low, middle, high] = [0.25, 0.5, 0.75].map(|share| quantile(&ratios, share));
    println!("{title}");
    line("generated", &micros(median(&one)));
    line("by hand", &micros(median(&other)));
    line("ratio", &format!("{middle:.3}"));
    line("half of the ratios lie between", &format!("{low:.3}, {high:.3}"));
    Ok(())
}

/// A line with its figure in a column.
pub fn line(what: &str, figure: &str) {
    println!("  {what:<58} {figure:>12}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_found_in_any_order() {
        let times = [30, 10, 20].map(Duration::from_millis);
        assert_eq!(median(&times), Duration::from_millis(20));
        assert_eq!(median(&[]), Duration::ZERO);
    }

    #[test]
    fn quantiles_of_sorted_ratios() {
        let pair = |one, other| (Duration::from_millis(one), Duration::from_millis(other));
        let sorted = ratios(&[pair(30, 10), pair(10, 10), pair(20, 10)]);
        assert!((quantile(&sorted, 0.5) - 2.0).abs() < 1e-9);
        assert!((quantile(&sorted, 1.0) - 3.0).abs() < 1e-9);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
