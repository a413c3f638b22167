curl --location 'https://platform.futwork.ai/api/campaigns/{campaignId}/leads' \
--header 'x-api-key: 123jkkn43oo42551345gfqrg' \
--header 'Content-Type: application/json' \
--data '{
"recipientPhoneNumber": "9999789877",
"recipientData": {
"customer_name": "abcd xyz",
"place": "ABC"
}
}'
