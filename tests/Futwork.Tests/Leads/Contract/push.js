const fetch = require('node-fetch');
const response = await fetch(
'https://platform.futwork.ai/api/campaigns/{campaignId}/leads',
{
method: 'POST',
headers: {
'x-api-key': '123jkkn43oo42551345gfqrg',
'Content-Type': 'application/json'
},
body: JSON.stringify({
recipientPhoneNumber: '9999789877',
recipientData: {
customer_name: 'abcd xyz',
place: 'ABC'
}
})
}
);
const data = await response.json();
