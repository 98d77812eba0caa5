export const signIn: Readonly<Record<string, string>> = {
  'หน่วยงานรหัส {0}': 'Office {0}',
  ' (ปฏิบัติหน้าที่แทน{0})': ' (acting for {0})',
  ออกจากระบบแล้ว: 'You have signed out',
  สำหรับเจ้าหน้าที่ที่ได้รับมอบหมายและลงทะเบียนไว้แล้ว: 'For officials who have been assigned to the programme and registered',
  เข้าสู่ระบบด้วย: 'Sign in with',
  หรือเข้าสู่ระบบด้วยอีเมล: 'Or sign in by e-mail',
  ระบบจะส่งลิงก์สำหรับเข้าสู่ระบบไปยังอีเมลที่ลงทะเบียนไว้: 'A link for signing in is sent to the e-mail address that is registered',
  ส่งลิงก์เข้าสู่ระบบ: 'Send the link',
  'ผู้ที่ยังไม่ได้ลงทะเบียน โปรดติดต่อผู้ดูแลระบบของกรมการปกครอง':
    "If you are not registered yet, please ask the department's system operator",
  ความก้าวหน้าของโครงการสำหรับประชาชน: "The programme's progress, for everybody",
  โปรดตรวจสอบอีเมล: 'Please look into your mail',
  'หากอีเมลที่ระบุลงทะเบียนไว้ในระบบ ท่านจะได้รับลิงก์สำหรับเข้าสู่ระบบภายในไม่กี่นาที':
    'If the address is registered, a link for signing in will reach you within a few minutes',
  'ลิงก์ใช้ได้ครั้งเดียว ภายใน 10 นาที': 'The link works once, within 10 minutes',
  'หากขอหลายครั้ง ใช้ได้เฉพาะลิงก์ในอีเมลฉบับล่าสุด': 'If you ask several times, only the link in the latest mail works',
  'หากไม่พบอีเมล โปรดตรวจสอบในกล่องอีเมลขยะ': 'If no mail arrives, please look into the spam folder',
  กลับไปหน้าเข้าสู่ระบบ: 'Back to signing in',
  ยืนยันการเข้าสู่ระบบ: 'Confirm signing in',
  'โปรดกดปุ่มเพื่อเข้าสู่ระบบในเครื่องนี้ หากใช้เครื่องร่วมกับผู้อื่น โปรดออกจากระบบทุกครั้งเมื่อใช้งานเสร็จ':
    'Please press the button to sign in on this computer. If you share it with others, sign out whenever you have finished',
  บัญชีผู้ใช้งาน: 'Your account',
  เลือกหน้าที่ที่จะปฏิบัติ: 'Choose what to act as',
  ปฏิบัติหน้าที่: 'Acting as',
  เครื่องที่เข้าสู่ระบบอยู่: 'Where you are signed in',
  ไม่ทราบชนิดของเครื่อง: 'A browser that does not say what it is',
  เครื่องนี้: 'this one',
  เข้าสู่ระบบเมื่อ: 'signed in',
  ใช้งานล่าสุดเมื่อ: 'last used',
  ออกจากระบบเครื่องนั้น: 'Sign out there',
  ปฏิบัติหน้าที่แทน: 'In the place of',
  ต้องเข้าสู่ระบบใหม่: 'Sign in again after',
  เปลี่ยนหน้าที่ที่ปฏิบัติ: 'Act as something else',
  'ท่านได้รับมอบหมายหลายหน้าที่ โปรดเลือกหนึ่งหน้าที่': 'You have several assignments: please choose one',
  ปฏิบัติหน้าที่นี้: 'Act as this',
  ออกจากระบบ: 'Sign out',
  ออกจากระบบทุกเครื่อง: 'Sign out on all computers',
  ไปหน้าเข้าสู่ระบบ: 'Go to signing in',
  ลิงก์ไม่ถูกต้อง: 'The link is not right',
  'ไม่พบลิงก์นี้ในระบบ โปรดตรวจสอบว่าเปิดลิงก์จากอีเมลครบทั้งบรรทัด หรือขอลิงก์ใหม่':
    'There is no such link. Please check that the whole line was opened from the mail, or ask for a new link',
  ลิงก์นี้ใช้ไปแล้ว: 'The link has been used',
  'ลิงก์สำหรับเข้าสู่ระบบใช้ได้ครั้งเดียว โปรดขอลิงก์ใหม่ หากท่านมิได้เป็นผู้ใช้ลิงก์นี้ โปรดแจ้งผู้ดูแลระบบ':
    'A link for signing in works once. Please ask for a new one. If it was not you who used it, please tell the system operator',
  ลิงก์นี้ยกเลิกแล้ว: 'The link has been replaced',
  'มีการขอลิงก์ใหม่หลังจากลิงก์นี้ โปรดใช้ลิงก์ในอีเมลฉบับล่าสุด หรือขอลิงก์ใหม่':
    'A newer link was asked for. Please use the one in the latest mail, or ask for a new one',
  ลิงก์นี้หมดอายุแล้ว: 'The link has expired',
  'ลิงก์สำหรับเข้าสู่ระบบใช้ได้ภายใน 10 นาทีนับแต่เวลาที่ส่ง โปรดขอลิงก์ใหม่':
    'A link for signing in works for 10 minutes after it was sent. Please ask for a new one',
  ขอลิงก์บ่อยเกินไป: 'Too many links',
  'มีการขอลิงก์สำหรับเข้าสู่ระบบเกินจำนวนที่กำหนดต่อชั่วโมง โปรดใช้ลิงก์ในอีเมลฉบับล่าสุด หรือรอสักครู่แล้วขอใหม่ภายในหนึ่งชั่วโมง':
    'More links were asked for than an hour allows. Please use the one in the latest mail, or wait and ask again within the hour',
  เข้าสู่ระบบไม่สำเร็จ: 'Not signed in',
  'การเข้าสู่ระบบครั้งนี้หมดเวลา ใช้ไปแล้ว หรือเริ่มจากหน้าต่างอื่น โปรดเริ่มใหม่อีกครั้ง':
    'This attempt to sign in has timed out, has been used, or was begun in another window. Please begin again',
  ยกเลิกการเข้าสู่ระบบ: 'Signing in cancelled',
  'ท่านได้ยกเลิกหรือไม่อนุญาตการยืนยันตัวตน หากต้องการเข้าสู่ระบบ โปรดเริ่มใหม่อีกครั้ง':
    'You cancelled the identification or did not allow it. To sign in, please begin again',
  'ระบบไม่สามารถยอมรับผลการยืนยันตัวตนครั้งนี้ โปรดเริ่มใหม่อีกครั้ง หากยังไม่สำเร็จ โปรดแจ้งผู้ดูแลระบบ':
    'The result of the identification cannot be accepted. Please begin again; if it fails again, please tell the system operator',
  ระบบยืนยันตัวตนไม่ตอบสนอง: 'The identity provider does not answer',
  'ขณะนี้ติดต่อระบบยืนยันตัวตนไม่ได้ โปรดรอสักครู่แล้วลองใหม่ หรือเข้าสู่ระบบด้วยลิงก์ทางอีเมล':
    'The identity provider cannot be reached at present. Please wait and try again, or sign in by e-mail',
  ยังไม่มีสิทธิเข้าใช้ระบบ: 'No access yet',
  'การยืนยันตัวตนถูกต้อง แต่ยังไม่มีรายชื่อของท่านในระบบ โปรดติดต่อผู้ดูแลระบบเพื่อลงทะเบียน':
    'You have been identified, but you are not registered here. Please ask the system operator',
  บัญชีนี้ถูกระงับการใช้งาน: 'This account is disabled',
  'บัญชีของท่านถูกระงับการใช้งาน โปรดติดต่อผู้ดูแลระบบ': 'Your account is disabled. Please ask the system operator',
  ยังไม่ได้รับมอบหมายหน้าที่: 'No assignment',
  'ขณะนี้ท่านไม่มีหน้าที่ที่ได้รับมอบหมายในระบบ โปรดติดต่อผู้ดูแลระบบ':
    'Nothing is assigned to you at present. Please ask the system operator',
  ยังไม่ได้เข้าสู่ระบบ: 'Not signed in',
  'ท่านออกจากระบบแล้ว หรือไม่ได้ใช้งานเกินเวลาที่กำหนด โปรดเข้าสู่ระบบใหม่':
    'You have signed out, or were away for longer than is allowed. Please sign in again',
  คำขอนี้ไม่ได้ดำเนินการ: 'The request was not carried out',
  'ระบบไม่สามารถยืนยันได้ว่าคำขอนี้มาจากหน้าของระบบในหน้าต่างของท่าน โปรดเปิดหน้าใหม่แล้วดำเนินการอีกครั้ง':
    'It cannot be shown that the request came from one of our pages in your window. Please open the page anew and try again',
  อ่านคำขอไม่ได้: 'The request cannot be read',
  'ข้อมูลที่ส่งมาไม่อยู่ในรูปแบบที่กำหนด โปรดเปิดหน้าใหม่แล้วดำเนินการอีกครั้ง':
    'What was sent is not in the expected form. Please open the page anew and try again',
  ไม่พบหน้านี้: 'No such page',
  'ไม่มีหน้านี้ในระบบ โปรดตรวจสอบที่อยู่อีกครั้ง': 'There is no such page. Please check the address',
  ระบบไม่พร้อมให้บริการชั่วคราว: 'The service is unavailable for the moment',
  'บางส่วนของระบบไม่ตอบสนอง โปรดรอสักครู่แล้วลองใหม่':
    'A part of the service does not answer. Please wait a moment and try again',
  เกิดข้อผิดพลาดในระบบ: 'Something went wrong on our side',
  'ระบบดำเนินการตามคำขอไม่สำเร็จ โปรดแจ้งหมายเลขอ้างอิงแก่ผู้ดูแลระบบ':
    'The request could not be carried out. Please tell the system operator the reference',
}
