using Futwork.Realtime.Understanding;

namespace Futwork.Realtime.Turns.Languages;

/// <summary>Hindi, in its own script and as it is written in Latin letters.</summary>
internal static class HindiWords
{
    public static readonly TurnWords Latin = new()
    {
        Hold = PhraseSet.Of(
            "ruko, rukiye, rukna, ek minute, ek min, ek minat, ek second, ek sec, do minute, do min, thoda ruko, thoda rukiye, zara ruko, ek minute rukiye, ek minute ruko, hold karo, "
            + "hold kijiye, hold kariye, wait karo, wait kijiye, sochne do, sochne dijiye, dekh leta hoon, dekhta hoon, dekhti hoon, dekh ke batata hoon, dekh ke batati hoon, "
            + "check karta hoon, check karti hoon, pen leta hoon, pata karta hoon, line pe rahiye"),
        Fillers = PhraseSet.Of("matlab, woh, wo, yaani, aisa, arre, arey, haan toh, accha toh, achha toh, toh, kya bolte hain, kya kehte hain, woh kya hai, wo kya hai, umm, jo hai"),
        Conjunctions = PhraseSet.Of("aur, lekin, magar, kyunki, kyonki, kyuki, agar, jab, jaise, taaki, isliye, warna, balki, phir, fir, ya phir, ya fir, aur phir, ki, kyunki woh"),
        Dangling = PhraseSet.Of(
            "mera, meri, mere, hamara, hamari, hamare, apna, apni, apne, uska, uski, unka, unki, iska, iski, ka, ke, ek, bahut, bohot, thoda, kaafi, sirf, bas ek, mujhe, humein, hamein, "
            + "mera naam, mera number, mera number hai, mera naam hai, baat yeh hai, baat ye hai, aisa hai, ke baare, kya aap, aap ka, aapka, aapki"),
        Postpositions = PhraseSet.Of("ko, se, mein, ne, pe, par, tak, ke liye, ke paas, ke saath, ke baad, ke pehle, wala, wali, wale"),
        Subjects = PhraseSet.Of("hum, aap, woh log, hum log"),
        Subordinators = PhraseSet.Of("agar, jab, kyunki, kyonki, jaise"),
        Closers = PhraseSet.Of(
            "hai, hain, hoon, hun, tha, thi, hoga, hogi, honge, gaya, gayi, gaye, diya, liya, kiya, karo, karna, karna hai, karunga, karungi, karenge, chahiye, chahta hoon, chahti hoon, "
            + "dijiye, kijiye, lijiye, karein, batao, bataiye, boliye, bolo, nahi, nahin, chalega, jayega, jaayega, aayega, denge, lenge, dunga, dungi, lunga, lungi, theek hai, thik hai, "
            + "dhanyavaad, shukriya, bas, bas itna hi, haan ji, ji haan, ji, haan, ha, ho gaya, kya hai, kaun hai, kitna hai, ya, ha ya, wahi, yahi, accha, achha, acha"),
        Courtesies = PhraseSet.Of("ji, bhai, sir, madam, bhaiya, na, please"),
        Pairs = [("agar", "toh"), ("jab", "tab")],
        Backchannels = PhraseSet.Of(
            "haan, han, haa, ha, ha ji, haan ji, haanji, hanji, ji, ji haan, ji ji, accha, achha, acha, theek, thik, theek hai, thik hai, sahi, sahi hai, bilkul, hmm, hm, hmm hmm, "
            + "haan haan, haan bilkul, arre wah, wah, samajh gaya, samajh gayi, samjha, samjhi, haan samjha, ok ji, boliye, haan boliye, bolo, haan bolo, ji boliye, chalo, badhiya, kya baat hai"),
        Stop = PhraseSet.Of(
            "ruko, rukiye, ek minute, ek second, ek min, suno, suniye, meri baat suno, meri baat suniye, bas, bas karo, chup, band karo, nahi chahiye, nahin chahiye, call mat karo, "
            + "phone mat karo, interested nahi, nahi nahi, nahi nahi nahi, ruk jao, ruk jaiye, ek baat"),
        Aside = PhraseSet.Of(
            "phone pe hoon, phone par hoon, main phone pe hoon, call pe hoon, call par hoon, phone pe baat kar raha hoon, phone pe baat kar rahi hoon, aa raha hoon, aa rahi hoon, aata hoon, aati hoon, "
            + "idhar aao, udhar jao, idhar aa, darwaza band karo, tv band karo, awaaz kam karo, beta, beti, mummy, papa, bahar jao, baad mein baat karte hain, khana kha lo, chai rakh do, rakh do yahan"),
        PickUp = PhraseSet.Of("haan, ji, haan ji, haan bolo, haan boliye, kaun, kaun bol raha hai"),
    };

    public static readonly TurnWords Devanagari = new()
    {
        Hold = PhraseSet.Of(
            "रुको, रुकिए, रुकिये, एक मिनट, एक मिनिट, एक सेकंड, एक सेकेंड, दो मिनट, थोड़ा रुको, थोड़ा रुकिए, ज़रा रुको, जरा रुकिए, एक मिनट रुकिए, एक मिनट रुको, होल्ड करो, होल्ड कीजिए, "
            + "सोचने दो, सोचने दीजिए, देखता हूँ, देखता हूं, देखती हूँ, देखती हूं, चेक करता हूँ, चेक करता हूं, चेक करती हूँ, चेक करती हूं, पता करता हूँ, पता करता हूं, लाइन पे रहिए"),
        Fillers = PhraseSet.Of("मतलब, वो, वह, यानी, ऐसा, अरे, हाँ तो, हां तो, अच्छा तो, तो, क्या बोलते हैं, क्या कहते हैं, वो क्या है, उम, उम्म, अम, अ, अं, उं, अह, हम्म, जो है"),
        Conjunctions = PhraseSet.Of("और, या, लेकिन, मगर, क्योंकि, अगर, जब, जैसे, ताकि, इसलिए, वरना, बल्कि, फिर, या फिर, और फिर, कि, की"),
        Dangling = PhraseSet.Of(
            "मेरा, मेरी, मेरे, हमारा, हमारी, हमारे, अपना, अपनी, अपने, उसका, उसकी, उनका, उनकी, इसका, इसकी, का, के, एक, बहुत, थोड़ा, काफी, सिर्फ, मुझे, हमें, मेरा नाम, मेरा नंबर, "
            + "मेरा नंबर है, मेरा नाम है, बात यह है, बात ये है, ऐसा है, के बारे, क्या आप, आपका, आपकी"),
        Postpositions = PhraseSet.Of("को, से, में, ने, पे, पर, तक, के लिए, के पास, के साथ, के बाद, से पहले, वाला, वाली, वाले"),
        Subjects = PhraseSet.Of("मैं, हम, आप, वो लोग, हम लोग"),
        Subordinators = PhraseSet.Of("अगर, जब, क्योंकि, जैसे"),
        Closers = PhraseSet.Of(
            "है, हैं, हूँ, हूं, था, थी, थे, होगा, होगी, होंगे, गया, गयी, गई, गए, दिया, लिया, किया, करो, करना, करना है, करूँगा, करूंगा, करूंगी, करेंगे, चाहिए, चाहता हूँ, चाहता हूं, चाहती हूं, "
            + "दीजिए, कीजिए, लीजिए, करें, बताओ, बताइए, बोलिए, बोलो, नहीं, नही, चलेगा, जाएगा, आएगा, देंगे, लेंगे, दूंगा, दूंगी, लूंगा, लूंगी, ठीक है, धन्यवाद, शुक्रिया, बस, बस इतना ही, "
            + "हाँ जी, हां जी, जी हाँ, जी हां, जी, हाँ, हां, हो गया, क्या है, कौन है, कितना है, अच्छा"),
        Courtesies = PhraseSet.Of("जी, भाई, सर, मैडम, भैया, ना, प्लीज"),
        Pairs = [("अगर", "तो"), ("जब", "तब")],
        Backchannels = PhraseSet.Of(
            "हाँ, हां, हा, जी, हाँ जी, हां जी, जी हाँ, जी हां, जी जी, अच्छा, ठीक, ठीक है, सही, सही है, बिल्कुल, हम्म, हूँ, हूं, हाँ हाँ, हां हां, अरे वाह, वाह, समझ गया, समझ गयी, समझ गई, "
            + "ओके, बोलिए, हाँ बोलिए, हां बोलिए, बोलो, चलो, बढ़िया, ओह"),
        Stop = PhraseSet.Of(
            "रुको, रुकिए, रुकिये, एक मिनट, एक सेकंड, सुनो, सुनिए, मेरी बात सुनो, मेरी बात सुनिए, बस, बस करो, चुप, बंद करो, नहीं चाहिए, कॉल मत करो, फोन मत करो, नहीं नहीं, रुक जाओ, रुक जाइए, एक बात"),
        Aside = PhraseSet.Of(
            "फोन पे हूँ, फोन पे हूं, फोन पर हूँ, फोन पर हूं, कॉल पे हूँ, कॉल पे हूं, कॉल पर हूं, फोन पे बात कर रहा हूं, फोन पे बात कर रही हूं, आ रहा हूँ, आ रहा हूं, आ रही हूं, आता हूं, आती हूं, "
            + "इधर आओ, उधर जाओ, दरवाज़ा बंद करो, दरवाजा बंद करो, टीवी बंद करो, आवाज़ कम करो, आवाज कम करो, बेटा, बेटी, मम्मी, पापा, बाहर जाओ, खाना खा लो, चाय रख दो"),
        PickUp = PhraseSet.Of("हेलो, हैलो, जी, हाँ, हां, हाँ जी, हां जी, हाँ बोलो, हां बोलो, कौन"),
    };
}
