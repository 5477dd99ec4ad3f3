package drop

import "strings"

// everybodys are words that give nothing away by themselves, though a product
// may be named with them: kinds of things, colours, stuffs and sizes in the
// languages of the app, and what pages and files are written in.
var everybodys = func() map[string]bool {
	out := map[string]bool{}
	for _, list := range []string{english, german, spanish, french, italian, written} {
		for _, word := range strings.Fields(list) {
			out[fold(word)] = true
		}
	}
	return out
}()

const (
	english = `with without from this that your every edition limited special original classic premium deluxe mini maxi plus ultra light
		black white grey gray brown blue green yellow orange pink purple violet gold golden silver beige navy cream natural clear dark
		cotton wool linen silk leather denim canvas steel wood wooden glass ceramic plastic rubber metal bamboo organic recycled
		small medium large extra long short wide slim tall size pack pair piece pieces adult adults kids men's women's mens womens unisex baby
		shoe shoes sneaker sneakers boot boots shirt t-shirt tshirt hoodie sweater jacket coat dress skirt jeans trousers pants shorts socks
		bottle glass cup mug plate bowl lamp light chair table desk sofa shelf pillow blanket towel rug bag backpack wallet belt watch ring necklace
		earrings bracelet glasses sunglasses phone case cover charger cable camera lens headphones speaker laptop tablet keyboard mouse
		cream serum mask soap shampoo lipstick mascara perfume brush knife spoon pot kettle coffee chocolate juice water drink food
		running training yoga sport sports outdoor travel home kitchen garden office beauty fashion summer winter spring autumn new`
	german = `mit ohne aus diese dieser dein deine jede edition limitiert original klassisch premium leicht schwarz weiss weiß grau braun blau gruen grün
		gelb orange rosa lila gold golden silber beige natur klar dunkel hell baumwolle wolle leinen seide leder stahl holz glas keramik gummi metall
		klein mittel gross groß extra lang kurz breit schmal größe stück paar damen herren kinder schuh schuhe stiefel hemd pullover jacke mantel kleid
		rock hose hosen socken flasche tasse becher teller schale lampe stuhl tisch sofa regal kissen decke handtuch teppich tasche rucksack gürtel uhr
		ring kette brille sonnenbrille handy hülle ladegerät kabel kamera kopfhörer lautsprecher creme maske seife bürste messer löffel topf kaffee
		schokolade saft wasser laufen sport reise küche garten büro sommer winter frühling herbst neu neue neuer`
	spanish = `para con sin este esta edición limitada original clásico negro negra blanco blanca gris marrón azul verde amarillo naranja rosa morado oro
		plata algodón lana lino seda cuero acero madera vidrio pequeño mediano grande largo corto zapato zapatos zapatillas botas camisa camiseta
		chaqueta vestido falda pantalón botella taza plato lámpara silla mesa bolso mochila reloj anillo gafas funda cable crema café agua verano invierno nuevo nueva`
	french = `pour avec sans cette édition limitée original classique noir noire blanc blanche gris brun bleu bleue vert verte jaune orange rose violet
		argent coton laine soie cuir acier bois verre petit grand long court chaussure chaussures bottes chemise veste robe jupe pantalon bouteille
		tasse assiette lampe chaise table sac montre bague lunettes câble crème café eau été hiver nouveau nouvelle`
	italian = `con senza questo questa edizione limitata originale classico nero nera bianco bianca grigio marrone blu verde giallo arancione rosa viola
		argento cotone lana seta pelle acciaio legno vetro piccolo grande lungo corto scarpa scarpe stivali camicia giacca vestito gonna pantaloni
		bottiglia tazza piatto lampada sedia tavolo borsa zaino orologio anello occhiali cavo crema caffè acqua estate inverno nuovo nuova`
	written = `html head body meta link main span section article aside header footer button input label title style script video audio source track
		picture image figure caption cover poster width height class content charset viewport name type href data item list text time start duration
		color font border margin padding block flex grid none auto true false null function return const window document player frame frames rate
		product products brand price offer offers currency amount availability relation path keys clip clips tags timeline version language schema
		context thing object person page site shop store https http json utf-8 display print screen hover focus active visible hidden position`
)
