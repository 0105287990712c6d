# The data that each script of this folder reads, simulated. A name with an ending is a file that the script reads; one
# without is an object of the session. `untold`: the categorical variables of which the text of the script says nothing.

n_of <- function(n, mean = 0, sd = 1, digits = 1) round(rnorm(n, mean, sd), digits)
counts <- function(n, mean = 4, size = 1) rnbinom(n, mu = mean, size = size)
coin <- function(n, p = 0.5) sample(rep_len(as.integer(c(rep(0, 10 * (1 - p)), rep(1, 10 * p))), n))
each <- function(values, n) sample(rep_len(values, n))
WHOLE <- list()
add <- function(name, ..., untold = NULL) {
  set.seed(sum(utf8ToInt(name)))
  WHOLE[[name]] <<- list(frames = list(...), untold = untold)
}

add("seedlings", seedlings.csv = data.frame(height = n_of(36, 30, 5), light = rep(c("full", "half", "open"), 12),
  plot = rep(1:6, each = 6), year = rep(rep(2019:2021, each = 3), 4)))
add("pollinators", pollinators.csv = data.frame(visits = counts(40, 6, 1), site = rep(letters[1:8], each = 5),
  habitat = each(c("edge", "forest", "meadow"), 40), hour = each(c(7, 9, 11, 13, 15), 40), flowers = c(NA, 1 + counts(39, 20, 5)),
  rain_mm = each(c(0, 0.4, 2, 5), 40)))
add("lexdec", lexdec.txt = data.frame(subj = rep(paste0("s", 1:8), each = 5), item = rep(paste0("w", 1:10), 4),
  prime = each(c("related", "unrelated"), 40), freq = n_of(40, 3, 1), acc = coin(40, 0.9), rt = c(180, n_of(39, 700, 100, 0))))
add("schools", pupils.csv = data.frame(school = rep(1:8, each = 5), sex = each(c("f", "m"), 40), ses = n_of(40), math = n_of(40, 12, 4)),
  schools.csv = data.frame(school = 1:8, sector = rep(0:1, 4), size = each(200:900, 8)))
add("bp_trial", bp.csv = data.frame(pid = rep(1:13, each = 3), centre = rep(rep(c("A", "B", "C"), 13)[1:13], each = 3), arm =
  rep(each(c("active", "placebo"), 13), each = 3), week = rep(c(0, 4, 8), 13), age = rep(each(45:70, 13), each = 3), sbp = n_of(39, 140, 12, 0)))
add("weight_rmd", rats.csv = data.frame(rat = rep(1:8, each = 5), diet = rep(c(1, 2, 3, 1, 2, 3, 1, 2), each = 5), week = rep(1:5, 8),
  weight = n_of(40, 250, 30, 0)))
add("console_sleep", nights = data.frame(RT = n_of(40, 300, 20, 0), night = rep(0:4, 8), id = rep(1:8, each = 5),
  shift = each(c("day", "late"), 40), coffee = coin(40)))
add("wheat", wheat.csv = data.frame(block = rep(1:4, each = 9), irrig = rep(rep(c("low", "mid", "high"), each = 3), 4),
  variety = rep(c("v1", "v2", "v3"), 12), yield = n_of(36, 5000, 400, 0), nitro = each(c(0, 50, 100), 36)))
add("frogs", frogs.csv = data.frame(pond = rep(1:8, each = 5), phase = each(c(0.1, 0.2, 0.5, 0.6, 0.9), 40), temp = n_of(40, 14, 3),
  calling = coin(40)))
add("vowels", vowels.tsv = data.frame(speaker = rep(paste0("sp", 1:8), each = 5), sex = rep(c("m", "f"), each = 5, times = 4),
  word = rep(c("bad", "bed", "bid", "bud", "bod"), 8), vowel = rep(c("a", "e", "i", "a", "e"), 8),
  stress = each(c("stressed", "unstressed"), 40), f1 = n_of(40, 550, 60, 0), f2 = n_of(40, 1500, 200, 0), duration = 20 + counts(40, 90, 5)))
add("lizards", lizards.csv = data.frame(island = rep(1:8, each = 5), observer = each(c("AK", "JL", "MM"), 40), svl = n_of(40, 53, 9),
  density = each(c(0.5, 1, 3, 6), 40), temp = n_of(40, 30, 2), speed = n_of(40, 2, 0.4, 2), laps = counts(40, 5, 3)))
add("therapy", therapy_wide.csv = data.frame(client = 1:12, therapist = rep(letters[1:4], 3), cond = rep(1:2, 6), phq_0 = n_of(12, 17, 3, 0),
  phq_4 = n_of(12, 14, 3, 0), phq_8 = c(NA, n_of(11, 12, 3, 0)), phq_12 = n_of(12, 10, 3, 0)))
add("nests", nests.rds = data.frame(colony = rep(paste0("c", 1:8), each = 5), laid = 5 + counts(40, 3, 3), lay_date = each(100:130, 40),
  predator = each(c("fox", "gull", "none"), 40), age = each(1:4, 40)) |> transform(hatched = rbinom(40, laid, 0.7)))
add("stroop", stroop.csv = data.frame(id = rep(1:8, each = 5), group = rep(c("old", "young"), each = 5, times = 4), block = rep(1:5, 8),
  cond = each(c("congruent", "neutral", "incongruent"), 40), rt = n_of(40, 650, 90, 0), correct = coin(40, 0.8)))
add("tadpoles_loop", tadpoles.csv = data.frame(room = rep(1:2, each = 20), shelf = rep(rep(c("low", "mid", "top", "up"), each = 5), 2),
  pred = each(c("control", "dragonfly", "newt"), 40), day = rep(c(1, 3, 5, 7, 9), 8), mass = n_of(40, 50, 6), tail = n_of(40, 20, 3),
  speed = n_of(40, 9, 2), alive = coin(40)))
add("quarto_birds", feeders.csv = data.frame(species = rep(c("blue tit", "great tit", "nuthatch", "robin"), 10), feeder = rep(1:8, each = 5),
  dist = each(c(2, 10), 40), snow_cm = each(c(0, 0, 2, 8), 40), visits = counts(40, 5, 2), stay = 1 + counts(40, 20, 3), mass = n_of(40, 15, 4)))
add("flies_factors", flies.csv = data.frame(strain = each(1:3, 40), vial = rep(1:8, each = 5), observer = each(1:2, 40), temp = n_of(40, 22, 2),
  latency = counts(40, 30, 2), cop = coin(40)))
add("memory_afex", memory.csv = data.frame(subj = rep(1:8, each = 5), item = rep(1:10, 4), depth = each(c("shallow", "deep"), 40),
  delay = each(c("short", "long"), 40), correct = coin(40, 0.8), rt = n_of(40, 900, 120, 0)))
add("simulate_power")
add("hospital_wrappers", stays.csv = data.frame(ward = rep(11:18, each = 5), age = n_of(40, 60, 12, 0), icu = each(c("yes", "no"), 40),
  los = counts(40, 6, 2), readmit = coin(40)))
add("soil_strings", soil.csv = data.frame(field = rep(letters[1:8], each = 5), till = each(c("none", "chisel", "plough"), 40), depth = each(c(10, 30), 40),
  moisture = n_of(40, 20, 4), temp = n_of(40, 12, 3), co2 = n_of(40, 300, 40, 0), n2o = n_of(40, 5, 1), ch4 = n_of(40, 2, 0.3, 2)))
add("reading_dt", spr.csv = data.frame(subject = rep(1:8, each = 6), itemnr = rep(1:6, 8), gap = each(c(0, 1), 48), region = rep(c("crit", "spill"), 24),
  rt_ms = n_of(48, 420, 80, 0), len = each(3:9, 48), trial = each(1:40, 48)))
add("fish_otherframe", pilot.csv = data.frame(depth = each(c("deep", "shallow"), 20), mesh = each(c(10, 20), 20), cpue = counts(20, 5, 2)),
  main.csv = data.frame(lake = rep(letters[1:8], each = 5), depth = n_of(40, 9, 3), mesh = each(c(10, 20, 30), 40), cpue = counts(40, 4, 0.8)))
add("mutate_if_moths", untold = "trap", moths.csv = data.frame(wood = rep(letters[1:8], each = 5), night = rep(1:5, 8), trap =
  each(c("light", "sugar"), 40), moonlight = each(c(0, 0.2, 0.5, 0.7, 1), 40), oaks = rep(1:8, each = 5), hours = each(5:9, 40), n = counts(40, 7, 2)))
add("longitudinal_kids", kids.csv = data.frame(child = rep(1:8, each = 5), age_months = rep(c(12, 16, 20, 25, 30), 8), mat_ed =
  rep(each(c("school", "college", "university"), 8), each = 5), bilingual = rep(c(0, 1), each = 5, times = 4), vocab = n_of(40, 120, 40, 0)))
add("console_mixed", seagrass.csv = data.frame(shoots = counts(40, 11, 6), depth = n_of(40, 2, 0.5), graze = each(c("yes", "no"), 40),
  site = rep(LETTERS[1:8], each = 5), quad = rep(1:5, 8)))
add("teachers_fct", teachers.rds = data.frame(school = rep(1:8, each = 5), subject = factor(each(c("bio", "chem", "music"), 40)), years =
  as.character(each(1:30, 40)), stage = factor(each(c("early", "late", "mid"), 40)), burnout = c(NA, n_of(39, 30, 6, 0))))
add("cows_attr", cows.txt = data.frame(herd = rep(c("h1", "h2", "h3", "h4"), each = 10), cow = rep(1:20, each = 2), parity = each(1:3, 40),
  dim = n_of(40, 150, 60, 0), scc = 50 + counts(40, 150, 2)))
add("options_contrasts", noise.csv = data.frame(id = rep(1:8, each = 5), noise = each(c("quiet", "traffic", "speech"), 40), age =
  rep(c("young", "old"), each = 5, times = 4), snr = n_of(40, 0, 4), score = n_of(40, 70, 9, 0)))
add("spiders_dput")
add("greenhouse")
add("gaze_logit", gaze.csv = data.frame(subj = rep(1:8, each = 5), bin = rep(1:5, 8), accent = rep(c("native", "foreign"), each = 5, times = 4),
  n = 20, looks = rbinom(40, 20, 0.5)))
add("attention_long", attention.csv = data.frame(Participant = rep(c(1:7, 99), each = 5), Block = rep(1:5, 8), Caffeine = each(c("none", "some", "lots"), 40),
  Hours_slept = each(4:9, 40), Lapses = counts(40, 4, 3), Mean_RT = n_of(40, 320, 30, 0)))
add("corals_custom_link", corals.csv = data.frame(reef = rep(1:8, each = 5), cage = each(c("open", "caged"), 40), depth = n_of(40, 8, 2), alive = coin(40, 0.6),
  diam = n_of(40, 30, 5)))
add("music_quarto", music.csv = data.frame(id = rep(1:8, each = 5), genre = each(c("silence", "classical", "metal"), 40), musician =
  rep(c("no", "yes"), each = 5, times = 4), scl = n_of(40, 5, 1), hr = n_of(40, 75, 8, 0)))
add("crickets_with", crickets.csv = data.frame(male = rep(1:8, each = 5), species = rep(c("ex", "niv"), each = 5, times = 4), temp = n_of(40, 22, 3),
  chirps = n_of(40, 80, 10, 0)))
add("churn_reshape", questionnaire.csv = data.frame(resp = 1:13, town = rep_len(c("A", "B", "C", "D"), 13), att_1 = n_of(13, 4), att_2 = n_of(13, 4.5),
  att_3 = n_of(13, 4.2)))
add("trees_crossing")
add("pain_sessions", pain.csv = data.frame(patient = rep(1:8, each = 5), hour = rep(0:4, 8), drug = rep(each(c("ibu", "para", "plac"), 8), each = 5),
  vas = n_of(40, 50, 12, 0), rescue = each(c("y", "n"), 40)))
add("seabirds_within", seabirds.csv = data.frame(colony = rep(1:4, each = 10), bird = rep(1:8, each = 5), tide = each(c("ebb", "slack", "flood"), 40), wind =
  c(NA, n_of(39, 5, 2)), dives = counts(40, 9, 2), maxdepth = 5 + n_of(40, 10, 1)))
add("math_anxiety", anxiety.csv = data.frame(class = rep(1:8, each = 5), gender = each(1:2, 40), grade = rep(each(5:6, 8), each = 5), anxiety = n_of(40, 20, 4, 0),
  score = n_of(40, 60, 9, 0)))
add("ants_lists", ants.csv = data.frame(colony = rep(c("c1", "c2", "c3", "c4", "c5"), each = 8), food = each(c("sugar", "protein"), 40), time =
  each(c("am", "noon", "pm"), 40), temp = n_of(40, 20, 3), dist = 1 + counts(40, 50, 3)))
add("speech_poly_orth", f0.csv = data.frame(spk = rep(1:8, each = 5), step = rep(1:5, 8), lang = rep(c("de", "nl"), each = 5, times = 4), focus =
  each(c("broad", "narrow", "contrastive"), 40), st = n_of(40, 6, 1)))
add("vaccine_years", titre.csv = data.frame(person = rep(1:10, each = 4), year = rep(2015:2018, 10), vax_year = rep(each(2005:2014, 10), each = 4), sex =
  rep(1:2, each = 4, times = 5), age = rep(each(c(25, 35, 50, 60, 70, 80), 10), each = 4), doses = rep(c(1, 1, 2, 1, 1), each = 4, times = 2), titre = 10 * 2^counts(40, 2, 3)))
add("plots_only", untold = "species", litter.csv = data.frame(plot = rep(1:8, each = 5), species = each(c("beech", "spruce"), 40), days = each(c(30, 90, 180), 40),
  moisture = each(c(20, 35, 50), 40), mass_0 = n_of(40, 20, 1), mass_t = n_of(40, 12, 2)))
add("dual_task", dualtask.csv = data.frame(subj = rep(1:8, each = 5), load = each(c("low", "high"), 40), soa = each(c(100, 300, 500), 40), rt = n_of(40, 600, 80, 0),
  err = coin(40, 0.2)))
add("moose", untold = character(), browse.csv = data.frame(stand = rep(letters[1:8], each = 5), fence = each(c("fenced", "open"), 40), species = each(c("birch", "pine"), 40),
  snow = n_of(40, 40, 12, 0), height = c(350, n_of(39, 180, 30, 0)), shoots = n_of(40, 30, 6, 0), browsed = coin(40)))
add("survey_na", ess.csv = data.frame(country = rep(c("AT", "BE", "CH", "DE", "ES", "FI", "FR", "IT"), each = 5), marital = each(1:2, 40), edu = each(1:3, 40), income =
  c(-9, n_of(39, 40, 10, 0)), lifesat = each(c(3:9, -9), 40)))
add("recoded_numbers", untold = "sex", scores.csv = data.frame(family = rep(1:8, each = 5), sex = each(c("f", "m"), 40), school = each(c("primary", "secondary", "degree"), 40),
  bracket = each(c("A", "B", "C"), 40), age = n_of(40, 45, 11, 0), stress = each(0:4, 40), wellbeing = n_of(40, 50, 9, 0), dep = coin(40)))
add("indexed_recode", events.csv = data.frame(subj = rep(1:8, each = 5), cond = each(1:3, 40), key = each(c("f", "j"), 40), side = each(c("left", "right"), 40),
  language = each(c("Eng", "English", "Dutch"), 40), rt = n_of(40, 800, 120, 0)))
add("joins", plants.csv = data.frame(plot = rep(1:8, each = 5), year = each(2020:2021, 40), seeds = counts(40, 20, 2), flowered = coin(40)),
  plots.csv = data.frame(plot = 1:8, grazed = rep(c("yes", "no"), 4), soil = rep(c("clay", "sand"), each = 4)))
add("unassigned", worms.csv = data.frame(farm = rep(1:8, each = 5), crop = each(c("grass", "maize", "wheat"), 40), ph = n_of(40, 6.5, 0.5, 2), clay = n_of(40, 20, 5),
  biomass = n_of(40, 12, 3), count = counts(40, 8, 3)))
add("fct_tools", diet.csv = data.frame(haul = rep(1:8, each = 5), prey = each(c("cod", "crab", "herring", "squid"), 40), region = each(c("north", "mid", "south"), 40),
  season = rep(c("spring", "autumn"), 20), stage = each(1:2, 40), length = n_of(40, 30, 6), weight = 10 + counts(40, 100, 4), empty = coin(40, 0.4)))
add("nested_map", emg.csv = data.frame(subj = rep(1:8, each = 6), muscle = rep(c("biceps", "triceps"), 24), load = each(c("light", "heavy"), 48), trial = each(1:6, 48),
  amp = 20 + counts(48, 50, 3)))
add("dt_literal")
add("namespaced", gait.csv = data.frame(runner = rep(1:8, each = 5), shoe = each(c("barefoot", "minimal", "cushioned"), 40), surface = each(c("grass", "road"), 40),
  side = each(c("L", "R"), 40), speed = n_of(40, 3, 0.4, 2), grf = c(NA, n_of(39, 2.4, 0.3, 2)), injured = coin(40), steps = counts(40, 12, 2)))
add("rbind_years", survey18.csv = data.frame(site = rep(letters[1:8], each = 3), cover = each(20:80, 24), richness = counts(24, 9, 4), mown = each(c("n", "y"), 24)),
  survey19.csv = data.frame(site = rep(letters[1:8], each = 3), cover = each(20:80, 24), richness = counts(24, 9, 4), mown = each(c("n", "y"), 24), obs = each(c("HB", "KT"), 24)))
add("dummy_vars", priming.csv = data.frame(subj = rep(1:8, each = 5), cond = each(c("id", "sem", "un"), 40), rt = n_of(40, 620, 80, 0)))
add("family_objects", beetles.csv = data.frame(batch = rep(1:8, each = 5), dose = each(c("low", "med", "high"), 40), strain = each(1:2, 40), total = 20, dead =
  rbinom(40, 20, 0.4), eggs = counts(40, 7, 3), weight = n_of(40, 30, 4)))
add("analysis_function", bats.csv = data.frame(roost = rep(1:8, each = 5), sex = each(c("F", "M"), 40), forearm = n_of(40, 53, 2), mass = n_of(40, 27, 3), mites = counts(40, 2, 1)))
add("tribble_demo")
add("filtered_levels", crop.csv = data.frame(row = rep(1:8, each = 5), treat = each(c("biochar", "control", "gypsum", "lime"), 40), ph = n_of(40, 6.2, 0.4, 2), yield = n_of(40, 7, 1)))
add("dyads", dyads.csv = data.frame(couple = 1:20, years = each(1:30, 20), kids = each(0:2, 20), sat_w = n_of(20, 5, 1), sat_m = n_of(20, 5, 1)))
add("pipes_native", phenology.csv = data.frame(stand = rep(1:8, each = 5), species = each(c("fagus", "quercus"), 40), year = c(1975, each(1981:2015, 39)), temp =
  n_of(40, 9, 1), doy = n_of(40, 112, 8, 0)))
add("coltypes", swim.csv = data.frame(athlete = rep(1:8, each = 5), stroke = each(c("free", "back", "fly"), 40), pool = each(c("25m", "50m"), 40), lap = rep(1:5, 8),
  time = n_of(40, 33, 2), notes = ""))
add("other_packages", orchard.csv = data.frame(tree = rep(1:8, each = 5), rootstock = each(c("M9", "M26", "seedling"), 40), year = rep(2010:2014, 8), yield = n_of(40, 22, 4),
  bloom = coin(40)))
add("guarded_fits", eyetrack.csv = data.frame(subj = rep(1:8, each = 5), region = each(c("pre", "target", "post"), 40), group = rep(c("L1", "L2"), each = 5, times = 4),
  len = each(3:9, 40), gaze = 150 + counts(40, 120, 4), skip = coin(40)))
add("dt_fcase", milk.csv = data.frame(herd = rep(1:4, each = 10), cow = rep(1:8, each = 5), breed = each(c("H", "J"), 40), day = each(c(20, 50, 100, 150, 250, 300), 40),
  thi = n_of(40, 71, 4, 0), fat = c(NA, n_of(39, 4, 0.4, 2))))
add("cells_interaction", calcium.txt = data.frame(line = rep(1:2, each = 20), animal = rep(rep(1:4, each = 5), 2), slice = rep(c(1, 1, 2, 2, 2), 8), stim =
  each(c("none", "weak", "strong"), 40), drug = each(c("CNQX", "vehicle"), 40), base = n_of(40, 100, 10, 0), peak = n_of(40, 125, 20, 0)))
add("year_both", butterflies.csv = data.frame(transect = rep(1:8, each = 5), year = rep(2006:2010, 8), managed = rep(0:1, each = 5, times = 4), count = counts(40, 9, 3)))
add("lab_notes", odour.csv = data.frame(mouse = rep(1:8, each = 5), day = rep(1:5, 8), odour = each(c("A", "B", "C"), 40), choice = each(c("A", "B", "C"), 40), geno =
  rep(0:1, each = 5, times = 4), latency = 1 + counts(40, 8, 3)))
add("weather_gl", rain.txt = data.frame(n_of(40, 5, 2)))
