//! Where random bytes come from: the system, or a seed.
//!
//! A seed gives the same values on every machine and in every version of this program: they are the SHA-256 hashes of
//! the seed and a counter. They are not the values that Terraform's provider makes of that seed.

use iac_provider::Error;
use sha2::{Digest, Sha256};

/// A source of random bytes.
pub(crate) struct Source {
    seed: Option<Seed>,
}

struct Seed {
    text: String,
    counter: u64,
    left: Vec<u8>,
}

impl Source {
    /// The system's generator, fit for secrets.
    pub(crate) fn system() -> Self {
        Self { seed: None }
    }

    /// A sequence that the seed decides; without a seed, the system's generator.
    pub(crate) fn of_seed(seed: Option<&str>) -> Self {
        Self {
            seed: seed.filter(|seed| !seed.is_empty()).map(|seed| Seed {
                text: seed.to_owned(),
                counter: 0,
                left: Vec::new(),
            }),
        }
    }

    /// Fills a buffer.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        match &mut self.seed {
            None => getrandom::fill(buffer)
                .map_err(|error| Error::other(format!("the system gives no random bytes: {error}"))),
            Some(seed) => {
                buffer.fill_with(|| seed.next());
                Ok(())
            }
        }
    }

    /// That many bytes.
    pub(crate) fn bytes(&mut self, count: usize) -> Result<Vec<u8>, Error> {
        let mut buffer = vec![0; count];
        self.fill(&mut buffer)?;
        Ok(buffer)
    }

    /// Any 64-bit number.
    pub(crate) fn next_u64(&mut self) -> Result<u64, Error> {
        let mut buffer = [0; 8];
        self.fill(&mut buffer)?;
        Ok(u64::from_le_bytes(buffer))
    }

    /// A number below `limit`, all with the same probability; `limit` 0 stands for 2⁶⁴.
    pub(crate) fn below(&mut self, limit: u64) -> Result<u64, Error> {
        if limit == 0 {
            return self.next_u64();
        }
        // Numbers beyond the last whole multiple of the limit would favour the small ones.
        let usable = u64::MAX - (u64::MAX % limit + 1) % limit;
        loop {
            let number = self.next_u64()?;
            if number <= usable {
                return Ok(number % limit);
            }
        }
    }

    /// One of the elements; `None` if there are none.
    pub(crate) fn choose<'a, T>(&mut self, elements: &'a [T]) -> Result<Option<&'a T>, Error> {
        if elements.is_empty() {
            return Ok(None);
        }
        let at = self.below(elements.len() as u64)?;
        Ok(usize::try_from(at).ok().and_then(|at| elements.get(at)))
    }

    /// Brings elements into a random order.
    pub(crate) fn shuffle<T>(&mut self, elements: &mut [T]) -> Result<(), Error> {
        for at in (1..elements.len()).rev() {
            let other = usize::try_from(self.below(at as u64 + 1)?).unwrap_or(at);
            elements.swap(at, other);
        }
        Ok(())
    }
}

impl Seed {
    fn next(&mut self) -> u8 {
        if self.left.is_empty() {
            let block = Sha256::new().chain_update(self.counter.to_le_bytes()).chain_update(&self.text).finalize();
            self.left = block.iter().rev().copied().collect();
            self.counter += 1;
        }
        self.left.pop().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_numbers() {
        // These numbers must never change: users' objects hang on them.
        let mut source = Source::of_seed(Some("12345"));
        let numbers: Vec<u64> = (0..4).map(|_| source.below(1000).unwrap()).collect();
        assert_eq!(numbers, [949, 850, 191, 803]);
        assert_ne!(Source::of_seed(Some("1")).next_u64().unwrap(), Source::of_seed(Some("2")).next_u64().unwrap());
    }

    #[test]
    fn numbers_stay_below_their_limit() {
        let mut source = Source::system();
        for limit in [1, 2, 3, 10, u64::MAX] {
            assert!((0..100).all(|_| source.below(limit).unwrap() < limit));
        }
        assert!(source.below(0).is_ok());
    }

    #[test]
    fn shuffling_keeps_every_element() {
        let mut elements: Vec<u32> = (0..100).collect();
        Source::of_seed(Some("s")).shuffle(&mut elements).unwrap();
        assert_ne!(elements, (0..100).collect::<Vec<u32>>());
        elements.sort_unstable();
        assert_eq!(elements, (0..100).collect::<Vec<u32>>());
    }
}
