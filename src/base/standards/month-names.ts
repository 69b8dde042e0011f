// The months as `journalctl` writes them on a machine that speaks another language: it takes the names of its locale (glibc's
// abmon), where syslog has the English ones always. Croatian is left out: its lip, srp and lis are other months in Polish and Czech.

export const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// oxfmt-ignore
const languages = [
  /* German, Dutch, Scandinavian */ "jan feb mär apr mai jun jul aug sep okt nov dez",
  "jan feb mrt apr mei jun jul aug sep okt nov dec",
  "jan feb mars april maj juni juli aug sep okt nov des",
  "jan feb mar apr maí jún júl ágú sep okt nóv des",
  /* Romance */ "janv févr mars avril mai juin juil août sept oct nov déc",
  "jan fév mar avr mai jun jui aoû sep oct nov déc",
  "ene feb mar abr may jun jul ago sep oct nov dic",
  "jan fev mar abr mai jun jul ago set out nov dez",
  "gen feb mar apr mag giu lug ago set ott nov dic",
  "ian feb mar apr mai iun iul aug sep oct nov dec",
  "xan feb mar abr mai xuñ xul ago set out nov dec",
  /* Slavic */ "sty lut mar kwi maj cze lip sie wrz paź lis gru",
  "led úno bře dub kvě čen čec srp zář říj lis pro",
  "jan feb mar apr máj jún júl aug sep okt nov dec",
  "jan feb mar apr maj jun jul avg sep okt nov dec",
  "янв фев мар апр мая июн июл авг сен окт ноя дек",
  "яну фев мар апр май юни юли авг сеп окт ное дек",
  "січ лют бер кві тра чер лип сер вер жов лис гру",
  "сту лют сак кра мая чэр ліп жні вер кас ліс сне",
  "јан феб мар апр мај јун јул авг сеп окт нов дец",
  /* Baltic, Finnish, Estonian, Hungarian, Basque */ "saus vas kov bal geg birž liep rugp rugs spal lapkr gruod",
  "jan feb mar apr mai jūn jūl aug sep okt nov dec",
  "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu",
  "jaan veebr märts apr mai juuni juuli aug sept okt nov dets",
  "jan febr márc ápr máj jún júl aug szept okt nov dec",
  "urt ots mar api mai eka uzt abu ira urr aza abe",
  /* Turkish, Greek, Indonesian, Hebrew */ "oca şub mar nis may haz tem ağu eyl eki kas ara",
  "ιαν φεβ μαρ απρ μαΐ ιουν ιουλ αυγ σεπ οκτ νοε δεκ",
  "jan feb mar apr mei jun jul agu sep okt nov des",
  "ינו פבר מרץ אפר מאי יונ יול אוג ספט אוק נוב דצמ",
];

/** Made for the first log that needs it: nearly none does. */
let monthsByName: ReadonlyMap<string, number> | null = null;

function monthOf(name: string): number {
  monthsByName ??= new Map(
    languages.flatMap((names) => names.split(" ").map((one, month) => [one, month] as const)),
  );
  return monthsByName.get(name.toLowerCase()) ?? -1;
}

// févr. 23 04:01:31    Mär 03 04:01:31    jaan  23 04:01:31    12月 23 04:01:31    2월 23 04:01:31
const stamp = /^(?:(\p{L}{2,7})\.?| ?(\d{1,2})[月월]) {1,3}(\d{1,2}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?=\s|$)/u;

/** The stamp as syslog would write it, and the length of what stands in the line; null for a line that does not begin so. */
export function inEnglish(line: string): { text: string; length: number } | null {
  // Seen at once of nearly all lines: the clock's first colon, and its second one three places on.
  const colon = line.indexOf(":");
  if (colon < 6 || colon > 16 || line[colon + 3] !== ":") return null;
  const [whole, name, number, day = "", clock = ""] = stamp.exec(line.normalize("NFC")) ?? [];
  if (whole === undefined) return null;
  const month = months[number === undefined ? monthOf(name!) : Number(number) - 1];
  if (month === undefined) return null;
  // It ends with its clock, in whichever form its letters were given.
  return { text: `${month} ${day.padStart(2)} ${clock}`, length: line.indexOf(clock) + clock.length };
}
