//! Whether the browser is on another network, as far as it tells.

/// The network that the browser is on.
///
/// It speaks of it often: the Network Information API says `change` whenever its estimate of the speed moves by a tenth,
/// which is no reason to look for another path. What counts is another kind of network, where the browser names kinds
/// (on phones), and one that there is again after there was none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    kind: Option<String>,
    gone: bool,
}

/// What the browser says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetworkNews {
    /// There is none (`offline`).
    Gone,
    /// There is one (`online`).
    Here,
    /// Something about it is different (`change`), and this is the kind that it has: `NetworkInformation.type`.
    Kind(Option<String>),
}

impl Network {
    /// The network that a page begins with.
    pub fn new(kind: Option<String>) -> Self {
        Self { kind, gone: false }
    }

    /// Takes what the browser says; whether it is on another network now.
    pub fn moves(&mut self, news: NetworkNews) -> bool {
        let kind = match news {
            NetworkNews::Gone => {
                self.gone = true;
                return false;
            }
            NetworkNews::Here => return std::mem::take(&mut self.gone),
            NetworkNews::Kind(kind) => kind,
        };
        match kind.as_deref() {
            None | Some("unknown") => false,
            Some("none") => {
                self.gone = true;
                false
            }
            Some(_) => {
                let before = std::mem::replace(&mut self.kind, kind);
                let other = before.is_some() && before != self.kind;
                std::mem::take(&mut self.gone) || other
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After which of these words of the browser's it is on another network. The first is what the page begins with.
    fn moves(words: &str) -> Vec<usize> {
        let kind = |word: &str| Some(word.to_owned()).filter(|word| word != "-");
        let mut words = words.split_whitespace();
        let mut network = Network::new(words.next().and_then(kind));
        let news = words.map(|word| match word {
            "offline" => NetworkNews::Gone,
            "online" => NetworkNews::Here,
            word => NetworkNews::Kind(kind(word)),
        });
        news.enumerate().filter_map(|(at, news)| network.moves(news).then_some(at)).collect()
    }

    #[test]
    fn another_speed_is_no_other_network() {
        for same in
            ["- - - -", "wifi wifi wifi", "wifi unknown wifi", "- wifi wifi", "- online online", "wifi none none"]
        {
            assert_eq!(moves(same), [0; 0], "{same}");
        }
    }

    #[test]
    fn another_kind_is_and_so_is_one_after_none() {
        let table = [
            ("wifi cellular cellular wifi", vec![0, 2]),
            ("- wifi cellular", vec![1]),
            ("- offline online online", vec![1]),
            ("- offline - online", vec![2]),
            ("wifi none wifi", vec![1]),
            ("wifi none offline cellular online", vec![2]),
            ("wifi offline none online wifi", vec![2]),
        ];
        for (words, expected) in table {
            assert_eq!(moves(words), expected, "{words}");
        }
    }
}
