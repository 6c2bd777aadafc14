//! The keys of an object: which of them a name is, and whether all have come that must.

/// A key of an object.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    name: &'static str,
    required: bool,
}

impl Key {
    /// A key that must be there.
    pub const fn required(name: &'static str) -> Self {
        Self { name, required: true }
    }

    /// A key that may be there.
    pub const fn optional(name: &'static str) -> Self {
        Self { name, required: false }
    }

    /// How it is written.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// The keys of an object that is being read.
pub(super) struct Keys {
    all: &'static [Key],
    /// Servers nearly always send the keys in the order in which they are documented, so the one after the last is looked
    /// at first.
    likely: usize,
    /// The numbers of the keys that have come.
    first: u64,
    others: Vec<usize>,
}

impl Keys {
    pub(super) fn new(keys: &'static [Key]) -> Self {
        Self { all: keys, likely: 0, first: 0, others: Vec::new() }
    }

    /// The number of a key, which has come now.
    #[inline]
    pub(super) fn take(&mut self, name: &str) -> Option<usize> {
        let (before, after) = self.all.split_at(self.likely.min(self.all.len()));
        let place = |keys: &[Key]| keys.iter().position(|key| key.name == name);
        let number = place(after).map(|number| number + before.len()).or_else(|| place(before))?;
        self.likely = number + 1;
        match Self::bit(number) {
            Some(bit) => self.first |= bit,
            None if self.others.contains(&number) => {}
            None => self.others.push(number),
        }
        Some(number)
    }

    /// The name of a key that must be there and has not come.
    pub(super) fn missing(&self) -> Option<&'static str> {
        let is_missing = |(number, key): &(usize, &Key)| key.required && !self.has(*number);
        self.all.iter().enumerate().find(is_missing).map(|(_, key)| key.name)
    }

    fn has(&self, number: usize) -> bool {
        Self::bit(number).map_or_else(|| self.others.contains(&number), |bit| self.first & bit != 0)
    }

    fn bit(number: usize) -> Option<u64> {
        u32::try_from(number).ok().and_then(|number| 1_u64.checked_shl(number))
    }
}
