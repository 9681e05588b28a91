//! The words that names are made of. Only ever add words; a name in somebody's state is not made again.

/// How.
#[rustfmt::skip]
pub(super) const ADVERBS: &[&str] = &[
    "abruptly", "actively", "amazingly", "amply", "aptly", "ardently", "boldly", "bravely", "brightly", "briskly",
    "broadly", "calmly", "candidly", "carefully", "cheerfully", "clearly", "cleverly", "closely", "coolly", "cosily",
    "daily", "daringly", "dearly", "deeply", "deftly", "directly", "dreamily", "duly", "eagerly", "early",
    "earnestly", "easily", "elegantly", "entirely", "evenly", "exactly", "fairly", "faithfully", "finely", "firmly",
    "fluently", "fondly", "frankly", "freely", "freshly", "friendly", "fully", "gently", "genuinely", "gladly",
    "globally", "gracefully", "grandly", "greatly", "happily", "hardly", "heartily", "highly", "honestly", "hugely",
    "humbly", "ideally", "jointly", "jovially", "joyfully", "justly", "keenly", "kindly", "largely", "lately",
    "lightly", "likely", "lively", "locally", "loosely", "loudly", "loyally", "luckily", "mainly", "mildly", "mostly",
    "naturally", "nearly", "neatly", "newly", "nicely", "nobly", "openly", "overly", "partly", "patiently", "plainly",
    "playfully", "politely", "precisely", "presently", "promptly", "properly", "proudly", "purely", "quickly",
    "quietly", "rapidly", "rarely", "readily", "really", "regularly", "richly", "rightly", "roughly", "safely",
    "securely", "sharply", "shortly", "silently", "simply", "sincerely", "slightly", "slowly", "smoothly", "softly",
    "solely", "soundly", "steadily", "strictly", "strongly", "subtly", "surely", "swiftly", "tenderly", "thankfully",
    "thinly", "tidily", "tightly", "truly", "usefully", "utterly", "vastly", "vividly", "warmly", "wholly", "widely",
    "wildly", "willingly", "wisely", "wonderfully", "worthily",
];

/// What kind.
#[rustfmt::skip]
pub(super) const ADJECTIVES: &[&str] = &[
    "able", "active", "adept", "agile", "alert", "amber", "ample", "apt", "arctic", "artful", "azure", "balmy",
    "bold", "brave", "breezy", "brief", "bright", "brisk", "bronze", "calm", "candid", "careful", "casual", "certain",
    "charming", "cheerful", "chief", "civil", "clean", "clear", "clever", "close", "coastal", "cobalt", "comic",
    "concise", "cool", "copper", "coral", "cosmic", "cosy", "crisp", "curious", "daring", "dashing", "dear", "decent",
    "deep", "deft", "devoted", "distinct", "driven", "eager", "early", "earnest", "easy", "elegant", "emerald",
    "eminent", "epic", "equal", "ethical", "even", "exact", "expert", "fair", "faithful", "famous", "fancy", "fast",
    "fearless", "festive", "fine", "firm", "fit", "fleet", "flexible", "fluent", "fond", "frank", "free", "fresh",
    "friendly", "full", "funny", "gentle", "genuine", "giving", "glad", "gleaming", "golden", "good", "graceful",
    "grand", "grateful", "great", "green", "growing", "handy", "happy", "hardy", "healthy", "helpful", "hidden",
    "honest", "hopeful", "huge", "humble", "ideal", "immense", "inland", "inner", "intent", "ivory", "jolly",
    "jovial", "joyful", "just", "keen", "kind", "large", "lasting", "leading", "legal", "light", "likely", "lively",
    "local", "lofty", "logical", "loved", "loyal", "lucky", "lunar", "magical", "main", "major", "many", "maroon",
    "master", "mature", "mellow", "merry", "mighty", "mild", "mint", "model", "modern", "modest", "moral", "musical",
    "native", "natural", "neat", "new", "nice", "noble", "normal", "novel", "olive", "open", "optimal", "organic",
    "outgoing", "pastel", "patient", "peaceful", "pearly", "perfect", "placid", "playful", "poetic", "polite",
    "prime", "prompt", "proper", "proud", "pure", "quaint", "quick", "quiet", "rapid", "rare", "ready", "real",
    "rich", "robust", "rosy", "royal", "rugged", "rustic", "sacred", "safe", "sage", "scarlet", "secure", "select",
    "sharp", "shiny", "silent", "silver", "simple", "sincere", "sleek", "smart", "smooth", "snowy", "social", "solar",
    "solid", "sound", "special", "spry", "stable", "steady", "stellar", "strong", "sturdy", "subtle", "sunny",
    "super", "supreme", "sweet", "swift", "tender", "thorough", "tidy", "tiny", "topical", "tough", "tranquil",
    "true", "trusted", "unique", "upbeat", "useful", "valiant", "valid", "vast", "verdant", "vital", "vivid", "warm",
    "wealthy", "welcome", "whole", "willing", "winning", "wise", "witty", "wondrous", "worthy", "young", "zesty",
];

/// Who.
#[rustfmt::skip]
pub(super) const ANIMALS: &[&str] = &[
    "aardvark", "albatross", "alpaca", "anchovy", "anemone", "ant", "anteater", "antelope", "armadillo", "badger",
    "barnacle", "bass", "bat", "bear", "beaver", "bee", "beetle", "bison", "boar", "bobcat", "bonobo", "buffalo",
    "bunny", "butterfly", "buzzard", "camel", "canary", "capybara", "caribou", "cat", "catfish", "cattle", "cheetah",
    "chicken", "chinchilla", "chipmunk", "cicada", "civet", "clam", "cobra", "cockatoo", "cod", "condor", "corgi",
    "cougar", "cow", "coyote", "crab", "crane", "cricket", "crow", "cuckoo", "curlew", "deer", "dingo", "dodo", "dog",
    "dolphin", "donkey", "dory", "dove", "dragonfly", "duck", "dugong", "eagle", "egret", "eland", "elephant", "elk",
    "emu", "ermine", "falcon", "ferret", "finch", "firefly", "flamingo", "flounder", "fox", "frog", "gannet",
    "gazelle", "gecko", "gerbil", "gibbon", "giraffe", "gnu", "goat", "goldfinch", "goose", "gopher", "gorilla",
    "goshawk", "grouper", "grouse", "guppy", "haddock", "halibut", "hamster", "hare", "hawk", "hedgehog", "heron",
    "herring", "hippo", "hornet", "horse", "hound", "hyena", "ibex", "ibis", "iguana", "impala", "jackal", "jaguar",
    "jay", "jellyfish", "kangaroo", "kestrel", "kingfisher", "kite", "kiwi", "koala", "koi", "krill", "lamb", "lark",
    "lemming", "lemur", "leopard", "limpet", "lion", "lizard", "llama", "lobster", "locust", "loon", "lynx", "macaw",
    "mackerel", "magpie", "mallard", "mammoth", "manatee", "mantis", "marlin", "marmot", "marten", "meerkat", "mink",
    "minnow", "mole", "mongoose", "monkey", "moose", "moth", "mouse", "mule", "mullet", "muskrat", "narwhal", "newt",
    "nightjar", "ocelot", "octopus", "okapi", "opossum", "orca", "oriole", "osprey", "ostrich", "otter", "owl", "ox",
    "oyster", "panda", "pangolin", "panther", "parrot", "partridge", "peacock", "pelican", "penguin", "perch",
    "pheasant", "pig", "pigeon", "pika", "pike", "plover", "pony", "porcupine", "porpoise", "prawn", "puffin", "puma",
    "python", "quail", "rabbit", "raccoon", "ram", "raven", "ray", "reindeer", "robin", "rook", "sable", "salamander",
    "salmon", "sardine", "seahorse", "seal", "serval", "shark", "sheep", "shrew", "shrimp", "skink", "skunk",
    "skylark", "sloth", "snail", "snipe", "sparrow", "spider", "squid", "squirrel", "starfish", "starling",
    "stingray", "stoat", "stork", "sturgeon", "swallow", "swan", "swift", "tapir", "tarpon", "termite", "tern",
    "thrush", "tiger", "toad", "tortoise", "toucan", "trout", "tuna", "turkey", "turtle", "urchin", "viper", "vole",
    "vulture", "wallaby", "walrus", "warbler", "wasp", "weasel", "weevil", "whale", "whippet", "wildcat", "wolf",
    "wolverine", "wombat", "woodcock", "woodpecker", "wren", "yak", "zebra",
];
