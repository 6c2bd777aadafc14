//! JSON text as a source.

use serde::de::Error as _;
use serde_json::Value;

use super::{
    failed::Failed,
    json::Json,
    keys::{Key, Keys},
    source::{Done, ReadEntry, ReadItem, ReadOther, ReadText, Source},
};
use crate::open::RawJson;

/// Numbers: what is none of the plain ones, or too large, is looked at by `serde_json`.
macro_rules! whole_numbers {
    ($($type:ident)*) => {$(
        fn $type(&mut self) -> Result<$type, Failed> {
            let before = self.position;
            if let Some(number) = self.whole().and_then(|number| number.try_into().ok()) {
                return Ok(number);
            }
            self.position = before;
            self.typed()
        }
    )*};
}

impl<'de> Source<'de> for Json<'de> {
    whole_numbers! { i32 i64 u32 u64 }

    fn object(
        &mut self,
        name: &'static str,
        keys: &'static [Key],
        read: &mut dyn ReadEntry<'de>,
        mut others: Option<&mut dyn ReadOther<'de>>,
    ) -> Done {
        let tag = self.tag();
        self.open(b'{', &format_args!("an object ({name})"))?;
        let (mut keys, mut is_first, mut written_out) = (Keys::new(keys), true, String::new());
        while let Some(key) = self.key(is_first, &mut written_out)? {
            is_first = false;
            match (keys.take(key), &mut others) {
                (Some(number), _) => self.value(|value| read.entry(number, value))?,
                (None, Some(others)) if tag != Some(key) => {
                    self.value(|value| others.other(key.to_owned(), value))?;
                }
                (None, _) => self.pass()?,
            }
        }
        keys.missing().map_or(Ok(()), |key| Err(Failed::missing_field(key)))
    }

    fn map(&mut self, read: &mut dyn ReadOther<'de>) -> Done {
        self.open(b'{', &"a map")?;
        let (mut is_first, mut written_out) = (true, String::new());
        while let Some(key) = self.key(is_first, &mut written_out)? {
            is_first = false;
            self.value(|value| read.other(key.to_owned(), value))?;
        }
        Ok(())
    }

    fn list(&mut self, read: &mut dyn ReadItem<'de>) -> Done {
        self.open(b'[', &"a sequence")?;
        let mut is_first = true;
        while self.goes_on(b']', is_first)? {
            is_first = false;
            self.value(|value| read.item(value))?;
        }
        Ok(())
    }

    fn option(&mut self, read: &mut dyn ReadItem<'de>) -> Done {
        if self.word("null") { Ok(()) } else { self.value(|value| read.item(value)) }
    }

    fn text(&mut self, expected: &'static str, read: &mut dyn ReadText) -> Done {
        let read = match self.plain() {
            Some(text) => read.text(text),
            None if self.is_next(b'"') => read.text(&self.typed::<String>()?),
            None => return Err(self.other_kind(&expected)),
        };
        read.map_err(Failed::custom)
    }

    fn string(&mut self) -> Result<String, Failed> {
        match self.plain() {
            Some(text) => Ok(text.to_owned()),
            None => self.typed(),
        }
    }

    fn bool(&mut self) -> Result<bool, Failed> {
        if self.word("true") {
            Ok(true)
        } else if self.word("false") {
            Ok(false)
        } else {
            self.typed()
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "as serde reads a whole number into a float")]
    fn f64(&mut self) -> Result<f64, Failed> {
        match self.whole() {
            Some(number) => Ok(number as f64),
            None => self.typed(),
        }
    }

    fn unit(&mut self) -> Done {
        if self.word("null") { Ok(()) } else { self.typed() }
    }

    fn json(&mut self) -> Result<Value, Failed> {
        self.typed()
    }

    fn raw(&mut self) -> Result<RawJson, Failed> {
        self.typed()
    }
}
