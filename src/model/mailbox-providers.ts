// Providers of mailboxes for everybody, whose domains many put into From: on servers of their own. Only the provider can
// change their records, and lets nobody in.

const whole = new Set(
  (
    "gmail.com googlemail.com ymail.com rocketmail.com myyahoo.com aol.com aim.com msn.com passport.com icloud.com me.com mac.com " +
    "web.de t-online.de freenet.de mail.ru inbox.ru list.ru bk.ru rambler.ru ya.ru proton.me protonmail.com pm.me " +
    "qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com naver.com daum.net hanmail.net rediffmail.com " +
    "mail.com email.com fastmail.com fastmail.fm tutanota.com tuta.io hey.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr " +
    "libero.it virgilio.it seznam.cz wp.pl o2.pl onet.pl interia.pl bol.com.br uol.com.br terra.com.br ukr.net abv.bg " +
    "comcast.net verizon.net sbcglobal.net att.net cox.net bellsouth.net btinternet.com"
  ).split(" "),
);

/** These have a domain in many countries: `yahoo.co.uk`, `hotmail.fr`. */
const inManyCountries = /^(?:yahoo|hotmail|gmx|yandex)\.(?:com|net|[a-z]{2}|com?\.[a-z]{2})$/;
/** Such words are others' domains in further countries. */
const inSomeCountries =
  /^(?:outlook|live)\.(?:com|de|fr|it|es|at|be|dk|se|no|nl|ie|jp|pt|ca|cn|ru|co\.uk|co\.za|com\.(?:ar|au|br|mx|pt|tr))$/;

export function isMailboxProvider(domain: string): boolean {
  const name = domain.toLowerCase();
  return whole.has(name) || inManyCountries.test(name) || inSomeCountries.test(name);
}
