package webpage

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"

	"taglane/app/taglane"
)

// words is everything the page says by itself in one language. Verbs in
// sentences are filled in order.
type words struct {
	Tag                                           string // BCP 47
	Lead                                          string // the word that says: this is advertising
	Commission, FromOwn, Gifts, Paid              string // sentences of the disclosure
	PaidLink                                      string // stands beside the link
	Chip, ChipBare                                string // on the picture
	InThisClip, Show, When, AsOf, By, And, More   string
	MyShop, Gift, GiftFrom, Partner, PartnerOf    string // how a product is tied
	SoldOut, Preorder, PricesSeen, SendsNothing   string
	Keeps, CSV                                    string // when the page counts
	Play, Pause, Mute, Unmute, Seek, Close, Opens string
	Moments, Broken                               string
	ComesOut, Earns, From                         string    // of what is held back, in the disclosure and in the list
	Left, ByClock, Here, Due, Reload              string    // its sticker and card
	AsksTime                                      string    // of a page that asks its server
	Days, Hours, Minutes                          string    // how long is left
	Weekdays                                      [7]string // Sunday first
	Moment                                        string    // {weekday} {date} {time} {zone}
	Comma                                         string    // between names; "" means ", "
	Second, Seconds, Product, Products            string
	Months                                        [12]string
	Date, Short                                   string // {day} {month} {mon} {m} {year}
	Decimal, Thousands                            string
	SymbolFirst                                   bool
}

var languages = map[string]words{
	"en": {
		Tag: "en", Lead: "Ad.", Commission: "I earn a commission through links marked “paid link”.", FromOwn: "From my own shop: %s.", Gifts: "Given to me as a gift: %s.", Paid: "Paid partnership: %s.",
		PaidLink: "(paid link)", Chip: "Ad · paid links", ChipBare: "Ad", InThisClip: "In this clip", Show: "Show at %s", When: "at %s", AsOf: "as of %s", By: "%s by %s", And: " and ", More: "%d more",
		MyShop: "My own shop", Gift: "Gift", GiftFrom: "Gift from %s", Partner: "Paid partnership", PartnerOf: "Paid partnership with %s", SoldOut: "sold out", Preorder: "pre-order",
		PricesSeen: "Prices as seen on %s; they may have changed.", SendsNothing: "This page sends nothing anywhere.", Keeps: "This page counts views and clicks on this device only and sends nothing anywhere.", CSV: "Download the counts (CSV)",
		Play: "Play", Pause: "Pause", Mute: "Mute", Unmute: "Unmute", Seek: "Position in the clip", Close: "Close", Opens: "%s, opens card", Moments: "Moments", Broken: "This browser cannot play the clip. Everything in it is in the list.",
		Second: "1 second", Seconds: "%d seconds", Product: "1 product", Products: "%d products", Date: "{day} {month} {year}", Short: "{day} {mon} {year}", Decimal: ".", Thousands: ",", SymbolFirst: true,
		ComesOut: "what comes out %s", Earns: "I earn a commission on %s.", From: "Shown here from %s", Left: "About %s to go", ByClock: "About %s to go, by this device’s clock", Here: "%s on this device", AsksTime: "To count down, it only asks its own server for the time.", Due: "Now", Reload: "Reload the page", Days: "%s d %s h", Hours: "%s h %s min", Minutes: "%s min",
		Weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}, Moment: "{weekday}, {date}, {time} {zone}",
		Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	},
	"de": {
		Tag: "de", Lead: "Werbung.", Commission: "Über Links mit dem Zusatz „Werbelink“ erhalte ich eine Provision.", FromOwn: "Aus meinem eigenen Shop: %s.", Gifts: "Geschenkt bekommen: %s.", Paid: "Bezahlte Partnerschaft: %s.",
		PaidLink: "(Werbelink)", Chip: "Werbung · Affiliate-Links", ChipBare: "Werbung", InThisClip: "In diesem Clip", Show: "Zeigen bei %s", When: "bei %s", AsOf: "Stand %s", By: "%s von %s", And: " und ", More: "%d weitere",
		MyShop: "Mein eigener Shop", Gift: "Geschenk", GiftFrom: "Geschenk von %s", Partner: "Bezahlte Partnerschaft", PartnerOf: "Bezahlte Partnerschaft mit %s", SoldOut: "ausverkauft", Preorder: "vorbestellbar",
		PricesSeen: "Preise vom %s; sie können sich geändert haben.", SendsNothing: "Diese Seite überträgt keine Daten.", Keeps: "Diese Seite zählt Aufrufe und Klicks nur auf diesem Gerät und überträgt keine Daten.", CSV: "Zählung herunterladen (CSV)",
		Play: "Abspielen", Pause: "Anhalten", Mute: "Ton aus", Unmute: "Ton an", Seek: "Stelle im Clip", Close: "Schließen", Opens: "%s, öffnet Karte", Moments: "Stellen im Clip", Broken: "Dieser Browser kann den Clip nicht abspielen. Alles daraus steht in der Liste.",
		Second: "1 Sekunde", Seconds: "%d Sekunden", Product: "1 Produkt", Products: "%d Produkte", Date: "{day}. {month} {year}", Short: "{day}.{m}.{year}", Decimal: ",", Thousands: ".",
		ComesOut: "was %s herauskommt", Earns: "Eine Provision erhalte ich für: %s.", From: "Hier zu sehen ab %s", Left: "Noch etwa %s", ByClock: "Noch etwa %s, nach der Uhr dieses Geräts", Here: "%s auf diesem Gerät", AsksTime: "Um herunterzuzählen, fragt sie nur ihren eigenen Server nach der Uhrzeit.", Due: "Jetzt", Reload: "Seite neu laden", Days: "%s T %s Std.", Hours: "%s Std. %s Min.", Minutes: "%s Min.",
		Weekdays: [7]string{"Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"}, Moment: "{weekday}, {date}, {time} {zone}",
		Months: [12]string{"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"},
	},
	"es": {
		Tag: "es", Lead: "Publicidad.", Commission: "Recibo una comisión por los enlaces marcados como «enlace de pago».", FromOwn: "De mi propia tienda: %s.", Gifts: "Recibido como regalo: %s.", Paid: "Colaboración pagada: %s.",
		PaidLink: "(enlace de pago)", Chip: "Publicidad · enlaces de pago", ChipBare: "Publicidad", InThisClip: "En este clip", Show: "Ver en %s", When: "en %s", AsOf: "a %s", By: "%s de %s", And: " y ", More: "%d más",
		MyShop: "Mi propia tienda", Gift: "Regalo", GiftFrom: "Regalo de %s", Partner: "Colaboración pagada", PartnerOf: "Colaboración pagada con %s", SoldOut: "agotado", Preorder: "en preventa",
		PricesSeen: "Precios vistos el %s; pueden haber cambiado.", SendsNothing: "Esta página no envía nada a ningún sitio.", Keeps: "Esta página cuenta vistas y clics solo en este dispositivo y no envía nada a ningún sitio.", CSV: "Descargar el recuento (CSV)",
		Play: "Reproducir", Pause: "Pausa", Mute: "Silenciar", Unmute: "Activar el sonido", Seek: "Posición en el clip", Close: "Cerrar", Opens: "%s, abre la ficha", Moments: "Momentos", Broken: "Este navegador no puede reproducir el clip. Todo lo que muestra está en la lista.",
		Second: "1 segundo", Seconds: "%d segundos", Product: "1 producto", Products: "%d productos", Date: "{day} de {month} de {year}", Short: "{day}/{m}/{year}", Decimal: ",", Thousands: ".",
		ComesOut: "lo que sale el %s", Earns: "Recibo una comisión por %s.", From: "Se verá aquí desde el %s", Left: "Faltan unos %s", ByClock: "Faltan unos %s, según el reloj de este dispositivo", Here: "%s en este dispositivo", AsksTime: "Para la cuenta atrás solo pregunta la hora a su propio servidor.", Due: "Ahora", Reload: "Recargar la página", Days: "%s d %s h", Hours: "%s h %s min", Minutes: "%s min",
		Weekdays: [7]string{"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"}, Moment: "{weekday}, {date}, {time} {zone}",
		Months: [12]string{"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"},
	},
	"fr": {
		Tag: "fr", Lead: "Publicité.", Commission: "Je touche une commission sur les liens marqués « lien rémunéré ».", FromOwn: "De ma propre boutique : %s.", Gifts: "Reçu en cadeau : %s.", Paid: "Collaboration commerciale : %s.",
		PaidLink: "(lien rémunéré)", Chip: "Publicité · liens rémunérés", ChipBare: "Publicité", InThisClip: "Dans ce clip", Show: "Voir à %s", When: "à %s", AsOf: "au %s", By: "%s de %s", And: " et ", More: "%d autres",
		MyShop: "Ma propre boutique", Gift: "Cadeau", GiftFrom: "Cadeau de %s", Partner: "Collaboration commerciale", PartnerOf: "Collaboration commerciale avec %s", SoldOut: "épuisé", Preorder: "en précommande",
		PricesSeen: "Prix relevés le %s ; ils ont pu changer.", SendsNothing: "Cette page n’envoie rien nulle part.", Keeps: "Cette page compte les vues et les clics sur cet appareil seulement et n’envoie rien nulle part.", CSV: "Télécharger le décompte (CSV)",
		Play: "Lire", Pause: "Pause", Mute: "Couper le son", Unmute: "Remettre le son", Seek: "Position dans le clip", Close: "Fermer", Opens: "%s, ouvre la fiche", Moments: "Moments", Broken: "Ce navigateur ne peut pas lire le clip. Tout ce qu’il montre est dans la liste.",
		Second: "1 seconde", Seconds: "%d secondes", Product: "1 produit", Products: "%d produits", Date: "{day} {month} {year}", Short: "{day}/{m}/{year}", Decimal: ",", Thousands: "\u202f",
		ComesOut: "ce qui sort %s", Earns: "Je touche une commission sur %s.", From: "À voir ici à partir du %s", Left: "Encore %s environ", ByClock: "Encore %s environ, à l’horloge de cet appareil", Here: "%s sur cet appareil", AsksTime: "Pour le compte à rebours, elle demande seulement l’heure à son propre serveur.", Due: "Maintenant", Reload: "Recharger la page", Days: "%s j %s h", Hours: "%s h %s min", Minutes: "%s min",
		Weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}, Moment: "{weekday} {date}, {time} {zone}",
		Months: [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	},
	"it": {
		Tag: "it", Lead: "Pubblicità.", Commission: "Ricevo una commissione dai link contrassegnati con «link pagato».", FromOwn: "Dal mio negozio: %s.", Gifts: "Ricevuto in regalo: %s.", Paid: "Collaborazione retribuita: %s.",
		PaidLink: "(link pagato)", Chip: "Pubblicità · link affiliati", ChipBare: "Pubblicità", InThisClip: "In questa clip", Show: "Mostra a %s", When: "a %s", AsOf: "al %s", By: "%s di %s", And: " e ", More: "altri %d",
		MyShop: "Il mio negozio", Gift: "Regalo", GiftFrom: "Regalo di %s", Partner: "Collaborazione retribuita", PartnerOf: "Collaborazione retribuita con %s", SoldOut: "esaurito", Preorder: "in prevendita",
		PricesSeen: "Prezzi rilevati il %s; potrebbero essere cambiati.", SendsNothing: "Questa pagina non invia nulla.", Keeps: "Questa pagina conta visualizzazioni e clic solo su questo dispositivo e non invia nulla.", CSV: "Scarica i conteggi (CSV)",
		Play: "Riproduci", Pause: "Pausa", Mute: "Disattiva audio", Unmute: "Attiva audio", Seek: "Posizione nella clip", Close: "Chiudi", Opens: "%s, apre la scheda", Moments: "Momenti", Broken: "Questo browser non può riprodurre la clip. Tutto ciò che mostra è nell’elenco.",
		Second: "1 secondo", Seconds: "%d secondi", Product: "1 prodotto", Products: "%d prodotti", Date: "{day} {month} {year}", Short: "{day}/{m}/{year}", Decimal: ",", Thousands: ".",
		ComesOut: "ciò che esce %s", Earns: "Ricevo una commissione per %s.", From: "Da vedere qui da %s", Left: "Ancora circa %s", ByClock: "Ancora circa %s, secondo l’orologio di questo dispositivo", Here: "%s su questo dispositivo", AsksTime: "Per il conto alla rovescia chiede solo l’ora al proprio server.", Due: "Adesso", Reload: "Ricarica la pagina", Days: "%s g %s h", Hours: "%s h %s min", Minutes: "%s min",
		Weekdays: [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}, Moment: "{weekday} {date}, {time} {zone}",
		Months: [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	},
	"ja": {
		Tag: "ja", Lead: "広告", Commission: "「広告リンク」と書かれたリンクから購入されると、私に報酬が入ります。", FromOwn: "自分のショップの商品：%s。", Gifts: "提供を受けた商品：%s。", Paid: "タイアップ：%s。",
		PaidLink: "（広告リンク）", Chip: "広告・アフィリエイトリンク", ChipBare: "広告", InThisClip: "このクリップの商品", Show: "%sを見る", When: "%s", AsOf: "%s時点", By: "%s（%s）", And: "、", More: "ほか%d点", Comma: "、",
		MyShop: "自分のショップ", Gift: "提供", GiftFrom: "%sからの提供", Partner: "タイアップ", PartnerOf: "%sとのタイアップ", SoldOut: "売り切れ", Preorder: "予約受付中",
		PricesSeen: "価格は%s時点のもので、変わっていることがあります。", SendsNothing: "このページはどこにもデータを送りません。", Keeps: "このページは表示とクリックをこの端末の中だけで数え、どこにもデータを送りません。", CSV: "集計をダウンロード（CSV）",
		Play: "再生", Pause: "一時停止", Mute: "ミュート", Unmute: "ミュート解除", Seek: "クリップの位置", Close: "閉じる", Opens: "%s、カードを開く", Moments: "場面", Broken: "このブラウザではクリップを再生できません。内容はすべて一覧にあります。",
		Second: "1秒", Seconds: "%d秒", Product: "商品1点", Products: "商品%d点", Date: "{year}年{m}月{day}日", Short: "{year}/{m}/{day}", Decimal: ".", Thousands: ",", SymbolFirst: true,
		ComesOut: "%sに公開される商品", Earns: "報酬が入る商品：%s。", From: "%sからここで公開", Left: "あと約%s", ByClock: "あと約%s、この端末の時計による", Here: "この端末では%s", AsksTime: "カウントダウンのために、自身のサーバーに時刻だけを尋ねます。", Due: "公開時刻です", Reload: "ページを再読み込み", Days: "%s日%s時間", Hours: "%s時間%s分", Minutes: "%s分",
		Weekdays: [7]string{"日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"}, Moment: "{date}（{weekday}）{time} {zone}",
		Months: [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
	},
	"zh": {
		Tag: "zh", Lead: "广告。", Commission: "通过标有“付费链接”的链接购买，我会获得佣金。", FromOwn: "来自我自己的店铺：%s。", Gifts: "品牌赠送：%s。", Paid: "付费合作：%s。",
		PaidLink: "（付费链接）", Chip: "广告 · 付费链接", ChipBare: "广告", InThisClip: "片中商品", Show: "看 %s", When: "%s", AsOf: "截至%s", By: "%s（%s）", And: "和", More: "另外 %d 件", Comma: "、",
		MyShop: "我自己的店铺", Gift: "赠品", GiftFrom: "%s赠送", Partner: "付费合作", PartnerOf: "与%s的付费合作", SoldOut: "已售罄", Preorder: "预售",
		PricesSeen: "价格见于%s，可能已有变动。", SendsNothing: "本页面不会向任何地方发送数据。", Keeps: "本页面只在这台设备上统计查看和点击，不会向任何地方发送数据。", CSV: "下载统计（CSV）",
		Play: "播放", Pause: "暂停", Mute: "静音", Unmute: "取消静音", Seek: "播放位置", Close: "关闭", Opens: "%s，打开卡片", Moments: "片段", Broken: "此浏览器无法播放该视频。其中的所有商品都在列表中。",
		Second: "1 秒", Seconds: "%d 秒", Product: "1 件商品", Products: "%d 件商品", Date: "{year}年{m}月{day}日", Short: "{year}/{m}/{day}", Decimal: ".", Thousands: ",", SymbolFirst: true,
		ComesOut: "%s公布的商品", Earns: "我会因此获得佣金：%s。", From: "%s起在此公布", Left: "大约还有 %s", ByClock: "大约还有 %s，按这台设备的时钟", Here: "这台设备上为 %s", AsksTime: "为了倒计时，它只向自己的服务器询问时间。", Due: "时间到", Reload: "重新加载页面", Days: "%s 天 %s 小时", Hours: "%s 小时 %s 分", Minutes: "%s 分钟",
		Weekdays: [7]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}, Moment: "{date} {weekday} {time} {zone}",
		Months: [12]string{"1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"},
	},
}

// tongue is the page's language as the browser is told, and the words for it:
// English where we have none.
func tongue(clip, account string) (tag string, rtl bool, w words) {
	t, err := language.Parse(clip)
	if err != nil || t == language.Und {
		if t, err = language.Parse(account); err != nil || t == language.Und {
			t = language.English
		}
	}
	base, _ := t.Base()
	script, _ := t.Script()
	w, ok := languages[base.String()]
	if !ok {
		w = languages["en"]
	}
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		rtl = true
	}
	return t.String(), rtl, w
}

// short is the first three letters of a month; a name of fewer is short already.
func short(month string) string {
	r := []rune(month)
	return string(r[:min(3, len(r))])
}

// moment is a day and a time in the clock of a zone, such as "Friday, 4 December
// 2026, 10:00 CET". A zone that nobody knows is told in UTC.
func (w words) moment(at time.Time, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "" {
		loc = time.UTC
	}
	at = at.In(loc)
	return strings.NewReplacer("{weekday}", w.Weekdays[at.Weekday()], "{date}", w.date(at), "{time}", at.Format("15:04"), "{zone}", at.Format("MST")).Replace(w.Moment)
}

func (w words) date(t time.Time) string { return w.dated(w.Date, t) }

func (w words) dated(form string, t time.Time) string {
	form = strings.ReplaceAll(form, "{day}", fmt.Sprint(t.Day()))
	form = strings.ReplaceAll(form, "{month}", w.Months[t.Month()-1])
	form = strings.ReplaceAll(form, "{mon}", short(w.Months[t.Month()-1]))
	form = strings.ReplaceAll(form, "{m}", fmt.Sprint(int(t.Month())))
	return strings.ReplaceAll(form, "{year}", fmt.Sprint(t.Year()))
}

// few joins names for a sentence; a long list ends in a number.
func (w words) few(names []string) string {
	const most = 6
	names = slices.Clone(names)
	for i, n := range names {
		names[i] = cut(n, 60)
	}
	if len(names) > most+1 {
		names = append(names[:most:most], fmt.Sprintf(w.More, len(names)-most))
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], firstOf(w.Comma, ", ")) + w.And + names[n-1]
	}
	return strings.Join(names, "")
}

// sentences tells one after another; after a full stop of its own width no blank
// follows.
func sentences(all []string) string {
	var out strings.Builder
	for i, s := range all {
		if i > 0 && !strings.HasSuffix(all[i-1], "。") {
			out.WriteByte(' ')
		}
		out.WriteString(s)
	}
	return out.String()
}

var symbols = map[string]string{"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}

// money writes a price as people of the language do.
func (w words) money(m taglane.Money) string {
	whole, cents, _ := strings.Cut(m.Amount, ".")
	if len(cents) == 1 {
		cents += "0"
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + w.Thousands + whole[i:]
	}
	if cents != "" {
		whole += w.Decimal + cents
	}
	symbol, short := symbols[m.Currency]
	switch {
	case !short && w.SymbolFirst:
		return m.Currency + "\u00a0" + whole
	case !short:
		return whole + "\u00a0" + m.Currency
	case w.SymbolFirst:
		return symbol + whole
	}
	return whole + "\u00a0" + symbol
}

// cut shortens a name to so many characters.
func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

// tidy is a name as it may stand in a line: without control characters and
// without marks that turn the direction of what follows it.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	return strings.Join(strings.Fields(s), " ")
}
