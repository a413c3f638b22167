import requests
headers = {
'x-api-key': '123jkkn43oo42551345gfqrg',
'Content-Type': 'application/json'
}
payload = {
'recipientPhoneNumber': '9999789877',
'recipientData': {
'customer_name': 'abcd xyz',
'place': 'ABC'
}
}
response = requests.post(
'https://platform.futwork.ai/api/campaigns/{campaignId}/leads',
headers=headers,
json=payload
)
data = response.json()
